import { startSqlite } from './testing/start-engines.ts';
import { storeContract } from './testing/store-contract.ts';

storeContract('sqlite', startSqlite);
