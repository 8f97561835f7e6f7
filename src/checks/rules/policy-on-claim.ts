import type { Place } from '#base/place'
import { defineCheck, type Problem } from '#checks/check'
import type { DatabaseFunction } from '#database/catalogue'
import { withoutComments } from '#database/comments'
import { readCondition } from '#database/condition'
import type { Source } from '#source/source'
import { isRuled, nameOf } from './reach.js'

export default defineCheck({
  id: 'rules/policy-on-claim',
  title: 'Rights follow something in the token that users can choose',
  why: 'Users write their own metadata and, where addresses are not confirmed, their own e-mail: whoever writes the right value gets the rights.',
  severity: 'high',
  refs: ['CWE-639', 'CWE-863', 'CWE-269', 'OWASP-API1:2023'],
  needs: ['tables', 'functions', 'source'],
  *find({ tables, functions, source }) {
    for (const table of tables) {
      if (!isRuled(table)) continue
      for (const policy of table.policies) {
        const claims = [...readCondition(policy.using).claims, ...readCondition(policy.check).claims]
        const user = claims.find(claim => claim.kind === 'user')
        const email = claims.find(claim => claim.kind === 'email' && claim.column !== undefined)
        if (!policy.permissive || (!user && !email)) continue
        // Users may not read `auth.users`, so that the rule fails until somebody lets them.
        const text = `${policy.using} ${policy.check}`
        const isKeptAway = /raw_user_meta_data/.test(text) && !/\buser_metadata\b/.test(text)
        const claimed = user && lineIn(policy.at, /user_meta_?data/, source)
        yield {
          at: claimed ?? policy.at,
          certainty: user ? 'certain' : 'likely',
          severity: user ? (isKeptAway ? 'high' : 'critical') : 'medium',
          message: user
            ? `The policy ${nameOf(policy)} on \`${table.name}\` trusts \`${isKeptAway ? 'raw_user_meta_data' : 'user_metadata'}\`, which every user can change.`
            : `The policy ${nameOf(policy)} gives \`${table.name}\` rows to whoever signed up with the address in \`${email?.column}\`.`,
          help: user
            ? 'Read the role from a table that users cannot write, or from `app_metadata`.'
            : `Compare a user's id instead of \`${email?.column}\`, or make sure that Supabase confirms addresses before the first sign-in.`,
          key: `${table.name} ${policy.name}`,
          table: table.name,
          ...(claimed ? { trail: [{ at: policy.at, label: 'the policy' }] } : {}),
          data: { table: table.name, policy: policy.name },
        }
      }
    }
    for (const item of functions) {
      const why = trustsMetadata(item)
      if (why)
        yield {
          at: item.at,
          certainty: 'likely',
          severity: 'critical',
          message: `\`${item.name}()\` ${why} from the metadata that users send when they sign up.`,
          help: `Set the role in \`${item.name}()\` to a fixed value, or accept only roles that anyone may have.`,
          key: `function ${item.name}`,
          trail: readsIn(item, source),
          data: { function: item.name },
        }
    }
  },
  claims: ({ table, data }) =>
    table === undefined || data!['policy'] === undefined
      ? undefined
      : { kinds: ['table'], names: [table], actor: 'b', does: ['select', 'insert', 'update', 'delete'], refutable: false },
})

const ROLE_READ = /(?:raw_user_meta_?data|user_metadata)'?\s*(?:->>?\s*|#>>?\s*)'\{?(?:role|user_role|is_admin|app_role|admin)\}?'/i

/** Where the function reads it. */
function readsIn({ at }: DatabaseFunction, source: Source): NonNullable<Problem['trail']> {
  const place = lineIn(at, ROLE_READ, source)
  return place ? [{ at: place, label: 'the role is what the metadata says' }] : []
}

/** The first line of a statement, from where it begins, that shows something. */
function lineIn(at: Place, shows: RegExp, source: Source): Place | undefined {
  const lines =
    source
      .file(at.file)
      ?.text()
      .split('\n')
      .slice(at.line - 1, at.line + 199) ?? []
  const index = lines.findIndex(line => shows.test(line))
  return index < 0 ? undefined : { file: at.file, line: at.line + index }
}

/** A role taken from sign-up data; a list of what is accepted, or a role put in its place, makes it harmless. */
function trustsMetadata(item: DatabaseFunction): string | undefined {
  const body = withoutComments(item.body)
  if (!ROLE_READ.test(body)) return undefined
  const listed = /\b(?:in|any)\s*\(\s*(?:array\s*\[)?\s*'|\bcase\b|\bif\b[^;]*(?:role|admin)[^;]*then|\bnot\s+in\b|<>|!=/i.test(body)
  if (item.trigger) return /\binsert\s+into\b|\bupdate\b/i.test(body) && !listed ? 'takes the role of a new user' : undefined
  return /\bauth\.(?:jwt|users)\b|request\.jwt/i.test(body) && !/\bapp_metadata|raw_app_meta_data\b/i.test(body)
    ? 'tells the role of the caller'
    : undefined
}
