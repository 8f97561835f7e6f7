import { defineCheck } from '#checks/check'
import type { DatabaseFunction } from '#database/catalogue'
import { withoutComments } from '#database/comments'
import { isMoneyByName } from './sensitive.js'
import { shownBy } from './shown-by-function.js'

const WRITES = /\b(?:insert\s+into|update\s+(?:only\s+)?[\w."]+\s+(?:as\s+\w+\s+)?set|delete\s+from|truncate)\b/i
const ASKS =
  /\bauth\s*\.\s*(?:uid|role|jwt|email)\s*\(|\bcurrent_setting\s*\(|\b(?:is|has|check|require|assert|verify|can|user)_\w*(?:admin|role|permission|owner|member|access|staff|auth|user)\w*\s*\(|\bcurrent_user\b|\bsession_user\b|\bget_(?:current_|my_)\w+\s*\(/i
/** Counting a view or a click is what strangers are meant to set off. */
const COUNTS = /\bset\s+"?\w*(?:count|views?|clicks|likes|downloads|plays|hits|usage|visits)\w*"?\s*=/i

export default defineCheck({
  id: 'rules/definer-function',
  title: "A function runs with its owner's rights and asks nobody who calls it",
  why: 'Such a function passes every row rule, and browsers can call it by name: whoever does acts as the owner of the database.',
  severity: 'high',
  refs: ['CWE-269', 'CWE-862', 'CWE-426', 'OWASP-API5:2023'],
  needs: ['functions', 'tables'],
  *find({ functions, tables }) {
    const said = new Set<string>()
    for (const item of functions) {
      if (!item.definer || item.name.includes('.') || said.has(item.name)) continue
      said.add(item.name)
      const writes = isOpenWrite(item)
      const shown = !writes && isCallable(item) && !asksCaller(item) ? shownBy(item, tables) : undefined
      if (writes)
        yield {
          at: item.at,
          certainty: 'likely',
          severity: isGrave(item) ? 'high' : 'medium',
          message: `\`${item.name}()\` writes with its owner's rights, and any browser can call it: it never looks at \`auth.uid()\`.`,
          help: `Compare its arguments with \`auth.uid()\` in \`${item.name}()\`, or run \`revoke execute on function ${item.name} from public, anon, authenticated;\`.`,
          key: `${item.name} callable`,
          data: { function: item.name },
        }
      else if (shown)
        yield {
          at: item.at,
          certainty: 'likely',
          severity: 'high',
          message: `\`${item.name}()\` shows any browser ${shown} of whomever it names, past the row rules.`,
          help: `Compare its arguments with \`auth.uid()\` in \`${item.name}()\`, or run \`revoke execute on function ${item.name} from public, anon, authenticated;\`.`,
          key: `${item.name} shows`,
          data: { function: item.name },
        }
      else if (!item.searchPath)
        yield {
          at: item.at,
          certainty: 'certain',
          severity: item.trigger ? 'low' : 'medium',
          message: `\`${item.name}()\` runs with its owner's rights but leaves \`search_path\` to the caller.`,
          help: `Add \`set search_path = ''\` to \`${item.name}()\` and write table names with their schema.`,
          key: `${item.name} search_path`,
          data: { function: item.name },
        }
    }
  },
  claims: ({ key, data }) =>
    key.endsWith(' callable')
      ? { kinds: ['function'], names: [String(data!['function'])], actor: 'anon', does: ['execute'], refutable: false }
      : undefined,
})

/** Callers who name the row, of a table that matters, do more harm than those who set off a chore. */
function isGrave(item: DatabaseFunction): boolean {
  if (item.parameters?.length === 0) return false
  const targets = [...item.body.matchAll(/\b(?:insert\s+into|update|delete\s+from)\s+(?:only\s+)?"?(?:public"?\s*\.\s*"?)?(\w+)"?/gi)].map(
    match => match[1]?.toLowerCase() ?? '',
  )
  return targets.some(
    name =>
      !/log|activity|event|audit|metric|history|analytics/.test(name) &&
      (isMoneyByName(name) ||
        /^(?:users|profiles|user_\w+|\w*roles?|\w*admins?|\w*permissions|accounts|members|memberships|products|vendors|sellers|coupons|points|messages|inventory)$/.test(
          name,
        )),
  )
}

/** Whoever knows a secret may use it: the function itself asks for it. */
const CAPABILITY = /token|secret|signature|api_?key|password|otp|nonce/i

const isCallable = (item: DatabaseFunction): boolean =>
  !item.trigger &&
  !item.parameters?.some(name => CAPABILITY.test(name)) &&
  !item.revokedFrom.some(role => role === 'public' || role === 'anon' || role === 'authenticated')

const asksCaller = (item: DatabaseFunction): boolean => ASKS.test(withoutComments(item.body))

function isOpenWrite(item: DatabaseFunction): boolean {
  const body = withoutComments(item.body).replaceAll(/\bdo\s+update\s+set\b/gi, ' ')
  return isCallable(item) && WRITES.test(body) && !asksCaller(item) && !COUNTS.test(body)
}
