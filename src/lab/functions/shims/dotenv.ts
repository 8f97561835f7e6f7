import { deno } from './deno.js'

/** The platform sets the variables; there is no file to read. */
export const config = (): Record<string, string> => deno.env.toObject()
export const loadSync = config
export const load = async (): Promise<Record<string, string>> => config()
