// Fetches and unpacks the real servers that the tests run against, so that the tests themselves do not wait for it.
import { serversAvailable } from '../test/servers/availability.ts';

const availability = await serversAvailable();
console.log(availability.ok ? 'Real servers: ready' : `Real servers: skipped, ${availability.reason}`);
