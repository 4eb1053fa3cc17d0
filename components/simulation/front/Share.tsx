import { useEffect, useId, useRef, useState } from 'react';
import { pairsOf } from '../model/address.ts';
import { builderAddress, embedHtml } from '../model/embed-html.ts';
import { queryOf } from '../model/query.ts';
import { CopyLink } from '../panels/CopyLink.tsx';
import { useWidget } from '../player-context.ts';
import { saveFile } from '../save-file.ts';
import styles from './More.module.css';
import { pictureOf } from './picture.ts';

interface ShareProps {
  readonly linkTo: (query: string) => string;
  /** The stage on the page, of which a picture is made. */
  readonly stage: () => SVGSVGElement | null;
  readonly onClose: () => void;
}

/** This moment, to be taken elsewhere: a link, the widget as live HTML, a picture for a slide. */
export function Share({ linkTo, stage, onClose }: ShareProps) {
  const { store, content, say } = useWidget();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [failed, setFailed] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);

  const query = queryOf(pairsOf(store.getState()));
  const sentence = say(store.getState());
  const html = embedHtml(linkTo(query).replace('/simulations/', '/embed/'), content.title);
  const save = async (): Promise<void> => {
    const svg = stage();
    try {
      if (!svg) throw new Error('There is no stage.');
      saveFile(await pictureOf(svg, content.title, sentence), `${store.getState().run.scenario.id}.png`);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };

  return (
    <dialog ref={dialog} className={styles.drawer} aria-labelledby={title} onClose={onClose}>
      <form method="dialog" className={styles.close}>
        <h2 id={title}>Share this moment</h2>
        <button type="submit">Close</button>
      </form>
      <p>{sentence}</p>
      <section aria-label="Picture" className={styles.row}>
        <button type="button" className={styles.button} onClick={save}>
          Save a picture, 16 : 9
        </button>
        <span role="status">{failed ? 'This browser could not make the picture.' : ''}</span>
      </section>
      <section aria-label="Link" className={styles.row}>
        <CopyLink link={() => linkTo(query)} watch={store.subscribe} />
      </section>
      <section aria-label="Live HTML">
        <label className={styles.html}>
          <span>Live HTML for your page, opening at this moment</span>
          <textarea
            readOnly
            rows={4}
            spellCheck={false}
            translate="no"
            value={html}
            onFocus={(e) => e.currentTarget.select()}
          />
        </label>
        <p>
          <a href={builderAddress(linkTo(query))} target="_blank" rel="noopener">
            Choose what students see, and take it to a course
          </a>
        </p>
      </section>
    </dialog>
  );
}
