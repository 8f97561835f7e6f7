type Handler = (request: Request, info: unknown) => Response | Promise<Response>

/** What the shims use of Deno. */
export interface DenoRuntime {
  serve(options: Readonly<Record<string, unknown>>, handler: Handler): { readonly finished: Promise<void> }
  readonly env: { get(name: string): string | undefined; toObject(): Record<string, string> }
}

export const deno = (globalThis as unknown as { Deno: DenoRuntime }).Deno
export type { Handler }
