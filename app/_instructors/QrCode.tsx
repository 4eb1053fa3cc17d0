'use client';

import { useEffect, useRef, useState } from 'react';
import { saveFile } from '@/components/simulation/save-file.ts';
import styles from './Builder.module.css';

interface QrCodeProps {
  readonly text: string;
  /** Of the file in which it is saved, without its ending. */
  readonly name: string;
}

/** Blank modules around a code, without which it is not read. */
const QUIET = 4;

/** An address for a slide or a sheet of paper: dark on white in both themes, as cameras expect it. */
export function QrCode({ text, name }: QrCodeProps) {
  const [code, setCode] = useState<readonly (readonly boolean[])[]>();
  const drawing = useRef<SVGSVGElement>(null);
  useEffect(() => {
    let wanted = true;
    // The library is fetched when there is an address.
    import('uqr').then(
      ({ encode }) => wanted && setCode(encode(text, { ecc: 'M', border: QUIET }).data),
      () => wanted && setCode(undefined),
    );
    return () => {
      wanted = false;
    };
  }, [text]);
  const save = (): void => {
    if (!drawing.current) return;
    const svg = new XMLSerializer().serializeToString(drawing.current);
    saveFile(new Blob([svg], { type: 'image/svg+xml' }), `${name}.svg`);
  };
  if (!code) return <div className={styles.code} />;
  return (
    <>
      <svg
        ref={drawing}
        xmlns="http://www.w3.org/2000/svg"
        className={styles.code}
        viewBox={`0 0 ${code.length} ${code.length}`}
        shapeRendering="crispEdges"
        role="img"
        aria-label="QR code of the address"
      >
        <rect width={code.length} height={code.length} fill="#fff" />
        <path fill="#000" d={pathOf(code)} />
      </svg>
      <button type="button" onClick={save}>
        Save the QR code
      </button>
    </>
  );
}

const pathOf = (code: readonly (readonly boolean[])[]): string =>
  code.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
