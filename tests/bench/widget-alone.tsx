// The widget without any page around it, as a standalone embed would mount it: bundled by tests/bench/preact.mjs.
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Simulation } from '../../components/simulation/Simulation.tsx';
import { type WordedScenario, wordsOf } from '../../content/scenarios/index.ts';

const scenario = document.body.dataset.scenario as WordedScenario;
const content = await wordsOf(scenario);
const root = document.querySelector('main') as HTMLElement;
createRoot(root).render(createElement(Simulation, { scenario, content }));
