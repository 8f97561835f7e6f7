import { defineCheck } from '#checks/check'
import type { RunEffect } from '#model/app-model'
import { isUnasked, wording } from '#model/read/flow'
import { nameOf, trailTo } from '#model/read/route'
import { spelled } from '#model/read/terms'

type Dangerous = Exclude<RunEffect['what'], 'pattern'>

const DOES: Record<Dangerous, string> = {
  code: 'is run as code',
  shell: 'is run as a command of the shell',
  deserialize: 'is turned into objects that may hold code',
  xml: 'is read as XML whose entities are followed',
  xpath: 'becomes part of a question to an XML document',
}
const HELP: Record<Dangerous, string> = {
  code: 'Read the value as data, with `Number()`, `JSON.parse()` or a lookup, and never run it.',
  shell: 'Start the program with `execFile` and a list of arguments, and take each from what a pattern allows.',
  deserialize: 'Read the value with `JSON.parse()` and check it with a schema.',
  xml: 'Turn entities off when the XML is read.',
  xpath: 'Pass the value as a variable of the expression, or compare it in code with what a fixed expression gives.',
}

export default defineCheck({
  id: 'input/code-injection',
  title: 'What the request holds is run',
  why: 'Anyone who can call it runs programs on your server, with all of its keys and data.',
  severity: 'critical',
  refs: ['CWE-94', 'CWE-78', 'CWE-502', 'CWE-611', 'OWASP-A03:2021'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind !== 'run' || effect.what === 'pattern') continue
        const value = wording(effect.input)
        if (!value) continue
        const name = nameOf(route)
        yield {
          at: effect.at,
          certainty: isUnasked(value) ? 'certain' : 'likely',
          severity: effect.what === 'xml' || effect.what === 'xpath' ? 'high' : 'critical',
          message: `\`${name}\` takes \`${spelled(value)}\`, which ${DOES[effect.what]}.`,
          help: HELP[effect.what],
          key: `${name} ${effect.what} ${spelled(value)}`,
          route: name,
          trail: trailTo(route, [effect], DOES[effect.what]),
        }
      }
    }
  },
})
