// What the page of an embed runs: bundled by app/_tools/embed, once for each simulation, with nothing of the framework.
import '../styles/embed.css';
import './preact-text.ts';
import { createRoot } from 'react-dom/client';
import '@/components/simulation/poster/Poster.module.css';
import '@/components/simulation/stage/StageFigure.module.css';
import { hasWords } from '@/content/scenarios/index.ts';
import { announceHeight } from './announce.ts';
import { EmbedWidget } from './EmbedWidget.tsx';
import { answerHost } from './host.ts';

const { scenario = '', page = '' } = document.documentElement.dataset;
const place = document.getElementById('widget');
answerHost();
announceHeight();
if (place && hasWords(scenario)) createRoot(place).render(<EmbedWidget scenario={scenario} page={page} />);
