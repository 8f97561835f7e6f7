import { defineCheck } from '#checks/check'
import { placeOf, shownBy, untold, whoOf } from './tried.js'

export default defineCheck({
  id: 'rules/open-function',
  title: "A function hands out or changes another user's rows",
  why: "Browsers call database functions by name: this one was called as a stranger with a customer's id, and her rows came back or changed.",
  severity: 'high',
  refs: ['CWE-639', 'CWE-862', 'OWASP-API5:2023'],
  needs: ['tables', 'functions', 'buckets', 'views', 'matrix'],
  *find(parts) {
    for (const fault of untold(parts, ['open-function'])) {
      const at = placeOf(fault, parts)
      const why = fault.cells[0]?.why
      if (!at || !why) continue
      const { name } = fault.object
      // Adding a line to a log is what such functions are for.
      const mild = /^it changed (?:\S*(?:log|event|audit|history|activity|view|metric)\w*,? ?)+$/i.test(why)
      yield {
        ...shownBy(fault, at),
        severity: mild ? 'low' : /returned/.test(why) ? 'medium' : 'high',
        message: `\`${name}()\` can be called by ${whoOf(fault)} with the id of another user: ${why.replace(/^it /, 'it ')}.`.replace(
          ',with',
          ', with',
        ),
        help: `Compare the arguments of \`${name}()\` with \`auth.uid()\` inside it, or run \`revoke execute on function ${name} from public, anon, authenticated;\`.`,
        key: name,
      }
    }
  },
})
