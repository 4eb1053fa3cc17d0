import { type FormEvent, useId, useState } from 'react';
import { InputError, type Param, type Params, readParam, writeParam } from '@/engine/index.ts';
import type { ParamText } from '../content.ts';
import styles from './Parameters.module.css';
import { TextControl } from './TextControl.tsx';

interface ParametersProps {
  readonly schema: readonly Param[];
  readonly params: Params;
  readonly texts: Readonly<Record<string, ParamText>>;
  /** Returns one sentence where the scenario refuses the combination. */
  readonly onApply: (params: Params) => string | undefined;
}

type Problems = Readonly<Record<string, string>>;

/** A form made from the scenario's own schema; what is wrong is said in the scenario's own words. */
export function Parameters({ schema, params, texts, onApply }: ParametersProps) {
  const [problems, setProblems] = useState<Problems>({});
  const [refused, setRefused] = useState<string>();

  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const { values, problems: found } = readForm(schema, new FormData(e.currentTarget));
    setProblems(found);
    setRefused(values && onApply(values));
  };

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.fields}>
        {schema.map((p) => (
          <ParamField
            key={p.id}
            param={p}
            value={params[p.id] ?? p.default}
            text={texts[p.id]}
            problem={problems[p.id]}
          />
        ))}
      </div>
      <p className={styles.actions}>
        <button type="submit">Apply and start over</button>
        <span role="alert" className={styles.problem}>
          {refused}
        </span>
      </p>
    </form>
  );
}

function readForm(
  schema: readonly Param[],
  data: FormData,
): { readonly values?: Params; readonly problems: Problems } {
  const values: Record<string, Params[string]> = {};
  const problems: Record<string, string> = {};
  for (const p of schema) {
    const raw = p.kind === 'flag' ? (data.has(p.id) ? 'on' : 'off') : String(data.get(p.id) ?? '').trim();
    try {
      values[p.id] = readParam(p, raw);
    } catch (e) {
      if (!(e instanceof InputError)) throw e;
      problems[p.id] = e.message;
    }
  }
  return Object.keys(problems).length > 0 ? { problems } : { values, problems };
}

interface ParamFieldProps {
  readonly param: Param;
  readonly value: Params[string];
  readonly text: ParamText | undefined;
  readonly problem: string | undefined;
}

function ParamField({ param, value, text, problem }: ParamFieldProps) {
  const id = useId();
  const described = { 'aria-describedby': `${id}-about`, 'aria-invalid': problem !== undefined };
  return (
    <div
      className={`${param.kind === 'flag' ? styles.flag : styles.field} ${param.kind === 'text' ? styles.wide : ''}`}
    >
      <label htmlFor={id}>{text?.label ?? param.id}</label>
      <Control param={param} value={value} text={text} id={id} described={described} />
      <p id={`${id}-about`} className={problem ? styles.problem : styles.hint}>
        {problem ?? text?.hint}
      </p>
    </div>
  );
}

interface ControlProps {
  readonly param: Param;
  readonly value: Params[string];
  readonly text: ParamText | undefined;
  readonly id: string;
  readonly described: { readonly 'aria-describedby': string; readonly 'aria-invalid': boolean };
}

/** The native element for each kind of parameter. A new run brings new defaults, hence the keys. */
function Control({ param: p, value, text, id, described }: ControlProps) {
  const common = { id, name: p.id, ...described };
  switch (p.kind) {
    case 'int':
      return (
        <input
          key={String(value)}
          {...common}
          type="number"
          min={p.min}
          max={p.max}
          step={1}
          defaultValue={Number(value)}
        />
      );
    case 'choice':
      return (
        <select key={String(value)} {...common} defaultValue={String(value)}>
          {p.options.map((o) => (
            <option key={o} value={o}>
              {text?.options?.[o] ?? o}
            </option>
          ))}
        </select>
      );
    case 'flag':
      return <input key={String(value)} {...common} type="checkbox" defaultChecked={value === true} />;
    case 'text':
      return (
        <TextControl
          key={String(value)}
          {...common}
          label={text?.label ?? p.id}
          value={writeParam(value)}
          suggestions={p.suggestions ?? []}
        />
      );
  }
}
