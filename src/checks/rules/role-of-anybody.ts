import { defineCheck } from '#checks/check'
import type { DatabaseFunction } from '#database/catalogue'
import { withoutComments } from '#database/comments'

/** Functions that are asked whether the caller may do more than others. */
const ASKS_ROLE =
  /^(?:(?:is|am|has|check|require|current_user_is|user_is)_?)?_?(?:the_?|an?_?)?(?:super_?)?(?:admin|staff|moderator|manager|superuser|employee)(?:istrator)?s?(?:_?(?:user|role|access|only))?$/i

/** What is left of a body once its frame is gone: true of everybody, or of everybody who is signed in. */
const OF_ANYBODY =
  /^(?:true|(?:\(?select)?\(?auth\.uid\(\)\)?isnotnull|(?:\(?select)?\(?auth\.role\(\)\)?(?:=|in\()'authenticated'(?:::text)?\)?|(?:\(?select)?\(?auth\.jwt\(\)\)?isnotnull)$/

export default defineCheck({
  id: 'rules/role-of-anybody',
  title: 'A function that is named for a role is true of everybody',
  why: 'Rules and code that ask it believe that they keep customers out, and let each of them do what only staff should.',
  severity: 'high',
  refs: ['CWE-863', 'CWE-269', 'OWASP-A01:2021'],
  needs: ['functions', 'tables', 'routes', 'browser'],
  *find({ functions, tables, routes, browser }) {
    for (const item of functions) {
      if (item.trigger || !ASKS_ROLE.test(item.name) || !isOfAnybody(item)) continue
      const asks = new RegExp(String.raw`\b${item.name}\s*\(`, 'i')
      const policies = tables.flatMap(table =>
        table.policies.filter(policy => asks.test(`${policy.using ?? ''} ${policy.check ?? ''}`)).map(policy => ({ table, policy })),
      )
      const rules = policies.map(({ table, policy }) => ({ at: policy.at, label: `a rule of \`${table.name}\` asks it` }))
      const calls = [...routes, ...browser]
        .flatMap(({ effects }) => effects)
        .filter(effect => effect.kind === 'query' && JSON.stringify(effect.sql ?? '').includes(`"${item.name}"`))
        .map(({ at }) => ({ at, label: 'the app asks it' }))
      const others = functions
        .filter(other => other !== item && asks.test(withoutComments(other.body)))
        .map(other => ({ at: other.at, label: `\`${other.name}()\` asks it` }))
      const asked = [...rules, ...others, ...calls]
      yield {
        at: item.at,
        certainty: 'certain',
        severity: asked.length ? 'high' : 'medium',
        message: `\`${item.name}()\` is true of ${saysTrue(item) ? 'everybody' : 'everybody who is signed in'}${asked.length ? `, and ${asked.length === 1 ? 'one place asks' : `${asked.length} places ask`} it` : ', though nothing asks it yet'}.`,
        help: `Look the role up in \`${item.name}()\`: in a table that users cannot write, or in \`app_metadata\`.`,
        key: item.name,
        ...(policies[0] ? { table: policies[0].table.name } : {}),
        ...(asked.length ? { trail: asked.slice(0, 20) } : {}),
      }
    }
  },
})

const core = ({ body }: DatabaseFunction): string =>
  withoutComments(body)
    .toLowerCase()
    .replaceAll(/\b(?:declare|begin|end|return)\b/g, ' ')
    .replace(/^\s*select\b/, ' ')
    .replaceAll(/[\s;]/g, '')
    .replace(/^\((.*)\)$/, '$1')

const isOfAnybody = (item: DatabaseFunction): boolean => OF_ANYBODY.test(core(item))
const saysTrue = (item: DatabaseFunction): boolean => core(item) === 'true'
