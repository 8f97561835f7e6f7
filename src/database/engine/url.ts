import type { Database } from './database.js'
import type { EngineOptions } from './options.js'
export async function openUrl(_options: EngineOptions): Promise<Database> { throw new Error('later') }
