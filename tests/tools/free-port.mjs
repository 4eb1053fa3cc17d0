import { execFileSync } from 'node:child_process';

const ASK = `const s=require('net').createServer().listen(0,()=>{console.log(s.address().port);s.close()})`;

/** A port that is free now. Synchronous, for configuration files. */
export function freePort() {
  return Number(execFileSync(process.execPath, ['-e', ASK], { encoding: 'utf8' }));
}
