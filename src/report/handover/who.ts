import type { Finding } from '#triage/finding'

/** Who should do what is left. */
export type Who = 'you' | 'editor' | 'developer'

export const WHO: Readonly<Record<Who, { readonly name: string; readonly why: string }>> = {
  you: { name: 'You', why: 'Needs an account or a decision that only you have. No code.' },
  editor: { name: 'Your AI editor', why: 'One place, one change: paste its prompt from What is left, then run `seaworthy verify`.' },
  developer: { name: 'A developer', why: 'Money, sign-in or other people’s data: a wrong repair costs more than the fault.' },
}

/** Areas where a wrong repair harms customers. */
const DELICATE = new Set(['access', 'money', 'sessions', 'rules', 'webhooks', 'broken', 'ai'])

export function whoFor({ area, check, severity }: Finding): Who {
  if (area === 'secrets' || check === 'observability/missing-error-tracking') return 'you'
  return DELICATE.has(area) && (severity === 'critical' || severity === 'high') ? 'developer' : 'editor'
}
