import { deno, type Handler } from './deno.js'

export * from './status.js'

/** https://deno.land/std@0.168.0/http/server.ts */
export function serve(handler: Handler, options: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const { onError, onListen, signal } = options
  const own = Object.fromEntries(Object.entries({ onError, onListen, signal }).filter(([, value]) => value !== undefined))
  return deno.serve(own, handler).finished
}

export const serveTls = serve
