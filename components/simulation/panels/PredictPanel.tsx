import { memo } from 'react';
import { optionsOf, shownAt, verdictOf } from '../model/predict.ts';
import { fetchedPiece } from '../piece/fetched-piece.tsx';
import { usePlayer, useWidget } from '../player-context.ts';

/** Fetched by those who predict. */
const Predict = fetchedPiece('The question', () => import('./Predict.tsx').then((m) => m.Predict));

/** The question of this place of the run, or its verdict. */
export const PredictPanel = memo(function PredictPanel() {
  const { store, content } = useWidget();
  const asks = usePlayer((p) => p.asks);
  const answers = usePlayer((p) => p.answers);
  const step = usePlayer((p) => p.step);
  const revealing = usePlayer((p) => p.revealing !== undefined);
  const history = usePlayer((p) => p.run.history);
  return (
    <>
      {shownAt(asks, answers, step).map((ask) => (
        <Predict
          key={ask.key}
          text={content.questions[ask.question.id] ?? { ask: ask.question.id, options: {} }}
          options={optionsOf(history, ask)}
          verdict={verdictOf(history, ask, answers)}
          revealing={revealing}
          onAnswer={(option) => store.getState().answer(ask.key, option)}
        />
      ))}
    </>
  );
});
