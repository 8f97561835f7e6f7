// Loaded before each function: what the platform's runtime has beside Deno's.
// https://supabase.com/docs/guides/functions/background-tasks
const told = (error: unknown): void => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}

Object.assign(globalThis, {
  EdgeRuntime: {
    waitUntil: <Value>(promise: Promise<Value>): Promise<Value> => {
      Promise.resolve(promise).catch(told)
      return promise
    },
  },
})

// A rejection that nobody waits for ends one call on the platform, not the function.
globalThis.addEventListener?.('unhandledrejection', (event: { reason: unknown; preventDefault(): void }) => {
  event.preventDefault()
  told(event.reason)
})

declare global {
  // Only `var` declares a property of `globalThis`.
  // oxlint-disable-next-line no-var
  var addEventListener: ((name: string, listener: (event: { reason: unknown; preventDefault(): void }) => void) => void) | undefined
}
