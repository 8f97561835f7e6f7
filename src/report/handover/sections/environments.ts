import type { EnvVariable } from '#model/app-model'
import { absent, type Cell, type HandoverSection, text, word } from '../block.js'
import { code, plural, some } from '../count.js'
import { hostOf } from '../hosts.js'
import type { HandoverInput } from '../input.js'

const SECRET = /SECRET|TOKEN|PASS|PRIVATE|KEY|DSN|CREDENTIAL|DATABASE_URL|MONGO|REDIS|POSTGRES/
const ADDRESS = /URL|HOST|ORIGIN|DOMAIN|ENDPOINT|BASE|FROM|EMAIL/
const SYSTEM = /^(?:NODE_ENV|PORT|CI|TZ|HOME|PATH|VERCEL.*|NEXT_RUNTIME|NETLIFY|DEPLOY_URL)$/

/** Which variables development, staging and production may share, and which are missing or made up. */
export function environmentsSection({ before, after }: HandoverInput): HandoverSection {
  const base = { id: 'environments', title: 'Development, staging, production' }
  const own = after.env.filter(variable => variable.reads.length > 0 && !SYSTEM.test(variable.name))
  if (own.length === 0)
    return {
      ...base,
      note: '0',
      blocks: [absent('The code reads no environment variable: whatever differs between environments is written into it.')],
    }
  const undeclared = own.filter(variable => variable.declared.length === 0)
  const defaulted = own.filter(variable => variable.reads.some(read => read.fallback !== undefined))
  const apart = own.filter(isSecret)
  const added =
    undeclared.length <
    before.env.filter(variable => variable.reads.length > 0 && variable.declared.length === 0 && !SYSTEM.test(variable.name)).length
  const files = [...new Set(own.flatMap(variable => variable.declared.map(place => place.file)))]
  return {
    ...base,
    note: String(own.length),
    intro: `${plural(own.length, 'variable')}. ${apart.length > 0 ? `${apart.length} of them need a value of their own in each environment: with a shared one, a test that goes wrong reaches real customers.` : 'None of them looks like a secret.'}`,
    blocks: [
      {
        kind: 'table',
        label: 'Environment variables',
        head: ['Variable', 'Declared', 'When it is unset', 'Between environments'],
        rows: own.toSorted((a, b) => Number(isSecret(b)) - Number(isSecret(a))).map(rowOf),
      },
      text(
        undeclared.length > 0
          ? `Not in ${files.length > 0 ? some(files.map(code)) : 'any example file'}: ${some(
              undeclared.map(one => code(one.name)),
              8,
            )}. The next deploy starts without ${undeclared.length === 1 ? 'it' : 'them'}.`
          : `Every variable is named in ${some(files.map(code))}${added ? ', some of them since the repair' : ''}.`,
      ),
      ...(defaulted.length > 0
        ? [
            text(
              `Run on a built-in value when unset: ${some(
                defaulted.map(one => code(one.name)),
                8,
              )}. Set them in production, so that nothing there depends on a default.`,
            ),
          ]
        : []),
      text(`To set one: ${hostOf(after.app).setVariable('NAME')}.`),
    ],
  }
}

const isSecret = ({ name, inBrowser }: EnvVariable): boolean => !inBrowser && SECRET.test(name)

function rowOf(variable: EnvVariable): readonly Cell[] {
  const { name, declared, inBrowser, reads } = variable
  const fallback = reads.find(read => read.fallback !== undefined)
  const between: Cell = isSecret(variable)
    ? 'own value each'
    : inBrowser
      ? SECRET.test(name) && /SECRET|TOKEN|PASS|PRIVATE/.test(name)
        ? word('a secret that every visitor gets', 'bad')
        : 'public; may differ'
      : ADDRESS.test(name)
        ? 'own address each'
        : 'may be shared'
  return [
    code(name),
    declared.length > 0 ? code(declared[0]!.file) : word('nowhere', 'warn'),
    fallback ? (isSecret(variable) ? word('runs on a value from the code', 'bad') : 'runs on a default') : 'no default',
    between,
  ]
}
