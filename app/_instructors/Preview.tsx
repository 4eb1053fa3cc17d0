'use client';

import { useEffect, useRef, useState } from 'react';
import { SANDBOX } from '@/components/simulation/model/embed-html.ts';
import styles from './Builder.module.css';

interface PreviewProps {
  readonly address: string;
  readonly title: string;
  readonly width: number;
}

/** Of a frame that has not told its height yet. */
const UNTOLD = 700;
/** Milliseconds for which nothing is typed or chosen before the frame opens it. */
const REST = 350;

/** The embed itself, as wide as a page of others would show it; smaller as a whole where this page is not so wide. */
export function Preview({ address, title, width }: PreviewProps) {
  const place = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const shown = useRested(address);
  const [height, setHeight] = useState(UNTOLD);
  const [room, setRoom] = useState(width);

  useEffect(() => {
    const hear = ({ source, data }: MessageEvent): void => {
      if (source !== frame.current?.contentWindow || data?.type !== 'ringside:height') return;
      if (data.height > 0) setHeight(data.height);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, []);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setRoom(entry.contentRect.width));
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  }, []);

  const scale = Math.min(1, room / width);
  return (
    <>
      <div ref={place} className={styles.place} style={{ height: Math.ceil(height * scale) }}>
        {/* A frame of its own for each address: one that is sent elsewhere would fill the browser's history. */}
        <iframe
          key={shown}
          ref={frame}
          src={shown}
          title={`${title}: preview`}
          allow="clipboard-write"
          sandbox={SANDBOX}
          style={{ width, height, transform: scale < 1 ? `scale(${scale})` : undefined }}
        />
      </div>
      {scale < 1 && (
        <p className={styles.scale}>
          <span>{`Shown at ${Math.round(scale * 100)} % of its size: this window is narrower than ${width} pixels.`}</span>
        </p>
      )}
    </>
  );
}

/** The value that has stood still for a while. */
function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
