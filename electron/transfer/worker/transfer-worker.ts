import { parentPort } from 'node:worker_threads';
import { startWorker } from './worker-side.ts';

if (!parentPort) throw new Error('the transfer worker runs in a worker thread only');
startWorker(parentPort);
