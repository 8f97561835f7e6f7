import type { Prompt, Reply } from './state.js'

/** About four characters a token: enough for an app that counts what it spends. */
export function tokens(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4))
}

export function usage(prompt: Prompt, reply: Reply): { readonly input: number; readonly output: number } {
  return {
    input: tokens(prompt.said.map(each => each.text).join('\n') + JSON.stringify(prompt.tools)),
    output: tokens(reply.text + JSON.stringify(reply.calls)),
  }
}

/** Pieces as a model streams them. */
export function pieces(text: string): readonly string[] {
  return text.match(/[\s\S]{1,24}/g) ?? []
}
