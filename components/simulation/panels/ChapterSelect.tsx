import { memo } from 'react';
import { chapterAt } from '../model/chapters.ts';
import { horizon, isAsking } from '../model/withhold.ts';
import { useContent, usePlayer, useWidget } from '../player-context.ts';
import styles from './Scrubber.module.css';

/** Every chapter by name. Choosing one goes to where it next occurs. */
export const ChapterSelect = memo(function ChapterSelect() {
  const { store } = useWidget();
  const content = useContent();
  const chapters = usePlayer((p) => p.run.chapters);
  const end = usePlayer(horizon);
  const current = usePlayer((p) => chapterAt(p.run.chapters, p.step)?.id ?? '');
  const ids = [...new Set(chapters.filter((c) => c.step <= end).map((c) => c.id))];
  const start = content.moments.start ?? 'Start';
  const names = ids.map((id) => content.moments[id] ?? id);
  return (
    <label className={styles.chapter} data-names={[start, ...names].join('\n')}>
      <span className="visually-hidden">Chapter</span>
      <span className={styles.box}>
        <select value={current} onChange={(e) => store.getState().toChapter(e.currentTarget.value)}>
          <option value="" disabled>
            {start}
          </option>
          {ids.map((id, i) => (
            <option key={id} value={id}>
              {names[i]}
            </option>
          ))}
        </select>
      </span>
    </label>
  );
});

/** Where in the run this is. In predict mode, and at a question, the length would tell something. */
export const StepCount = memo(function StepCount() {
  const step = usePlayer((p) => p.step);
  const length = usePlayer((p) => (p.mode === 'watch' && !isAsking(p) ? p.run.history.length : undefined));
  return (
    <span className={styles.steps}>
      <span>{length === undefined ? `step ${step}` : `step ${step} of ${length}`}</span>
    </span>
  );
});
