// First-load JavaScript of every page, as the budget test counts it.
import { checkBudgets } from '../tools/budgets.mjs';

const part = 'first load';
try {
  for (const { route, js } of checkBudgets().rows) {
    console.log(JSON.stringify({ part, what: route, value: js / 1024, unit: 'KB of JavaScript (brotli)' }));
  }
} catch (error) {
  console.log(JSON.stringify({ part, what: `not available: ${error.message}`, value: null, unit: '' }));
}
