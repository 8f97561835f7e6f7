import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Condition, Effect, Route } from '#model/app-model'
import { isBalanceField, isMoneyTable, isWrite } from '#model/read/money'
import { isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { isPeople, isRoleTable } from '#model/read/rows'
import { fieldsOf, leaves } from '#model/read/terms'
import { originsOf, REQUEST_ORIGINS } from '#model/term'
import type { Source } from '#source/source'

interface Branch {
  readonly at: Place
  readonly flag: string
}

export default defineCheck({
  id: 'broken/dev-mode-grant',
  title: 'What is meant for development is given away in production',
  why: 'Nothing switches the shortcut off on the live site, so anyone gets without paying what others pay for.',
  severity: 'critical',
  refs: ['CWE-489', 'CWE-840', 'CWE-863'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      if (route.unreached || route.kind === 'page') continue
      const name = nameOf(route)
      const granted = route.effects.find(effect => isGrant(effect) && !effect.guards.some(isStaffGuard) && branchOf(effect, source))
      const branch = granted ? branchOf(granted, source)! : roleLess(route)
      if (!branch) continue
      yield {
        at: branch.at,
        certainty: 'likely',
        message: `\`${name}\` ${granted ? 'grants what is paid for' : 'asks for no role'} under \`${branch.flag}\`, which nothing switches off in production.`,
        help: 'Delete the branch, or let it depend on `NODE_ENV`, which the host sets by itself.',
        key: name,
        route: name,
        trail: granted ? trailTo(route, [granted], 'granted here') : [{ at: route.at, label: `\`${name}\`` }],
      }
    }
  },
})

const STANDING =
  /^(?:plan|tier|membership|role|is_?(?:premium|pro|paid|admin|verified|subscribed)|premium|paid|verified|subscription_?(?:status|tier|plan)|badge)$/i
const DONE = /^(?:paid|complete\w*|confirmed|active|approved|succe\w*|captured|verified)$/i

/** Says that somebody paid, or gives standing or money. */
function isGrant(effect: Effect): boolean {
  if (!isWrite(effect) || effect.does === 'delete') return false
  return [...fieldsOf(effect.data)].some(([field, value]) => {
    const literals = [...leaves(value)].flatMap(leaf => (leaf.kind === 'literal' ? [String(leaf.value)] : []))
    if (/^(?:status|payment_?status|state)$/i.test(field)) return isMoneyTable(effect.table) && literals.some(text => DONE.test(text))
    if (STANDING.test(field))
      return (
        (isPeople(effect.table ?? '') || isMoneyTable(effect.table) || isRoleTable(effect.table ?? '')) &&
        literals.some(text => !/^(?:free|false|null|none|user|customer|basic|0)$/i.test(text))
      )
    return (
      isBalanceField(field) &&
      !/stock|inventory|quantity|count|seats|tickets|sold/i.test(field) &&
      literals.length === 0 &&
      isPeople(effect.table ?? '')
    )
  })
}

const HOST_SET =
  /^(?:NODE_ENV|VERCEL_ENV|NEXT_PUBLIC_VERCEL_ENV|DENO_DEPLOYMENT_ID|DEV|PROD|MODE|RAILWAY_ENVIRONMENT\w*|RENDER|FLY_APP_NAME|K_SERVICE|AWS_LAMBDA\w*|REPLIT_DEPLOYMENT|CONTEXT)$/
const FLAG = /dev|test|demo|mock|debug|sandbox|skip|bypass|simulat|fake|env(?:ironment)?$/i

function branchOf(effect: Effect, source: Source): Branch | undefined {
  for (const condition of effect.when) {
    const branch = ofCondition(condition)
    if (branch) return branch
  }
  return constantAbove(effect, effect.at, source) ?? effect.trail.map(step => constantAbove(effect, step.at, source)).find(Boolean)
}

/** A condition that holds unless somebody takes care that it does not. */
function ofCondition({ term, truthy, at }: Condition): Branch | undefined {
  const asked = [...originsOf(term)]
  const env = asked.find(one => one.from === 'env')
  const literal = term.kind === 'computed' ? term.of.flatMap(part => (part.kind === 'literal' ? [String(part.value)] : []))[0] : undefined
  if (env?.name && !HOST_SET.test(env.name) && asked.length === 1) {
    if (
      term.kind === 'computed' &&
      /^===?$/.test(term.how) &&
      !truthy &&
      FLAG.test(env.name) &&
      /^(?:prod\w*|live|false|0|off|no)$/i.test(literal ?? '')
    )
      return { at, flag: `${env.name} !== '${literal}'` }
    if (
      term.kind === 'origin' &&
      !truthy &&
      /(?:stripe|paypal|razorpay|payment|paddle|lemon\w*|mollie|square)\w*(?:key|secret|token)/i.test(env.name)
    )
      return { at, flag: `!${env.name}` }
    return undefined
  }
  const sent = asked.find(one => REQUEST_ORIGINS.has(one.from))
  const last = sent?.path.at(-1) ?? ''
  if (
    truthy &&
    sent &&
    asked.length === 1 &&
    /^(?:is_?)?(?:test|test_?mode|demo|demo_?mode|mock|dev|dev_?mode|skip_?payment|bypass\w*|simulate\w*|fake\w*)$/i.test(last) &&
    (term.kind === 'origin' || literal !== 'false')
  )
    return { at, flag: [sent.from, ...sent.path].join('.') }
  return undefined
}

const SWITCH =
  /\bif\s*\(\s*!?([\w$.]*(?:dev_?mode|demo_?mode|test_?mode|mock_?(?:mode|payments?)|simulate\w*|bypass\w*|skip_?payments?|fake_?payments?|is_?demo|use_?mock)[\w$]*)\s*\)/i

/** `if (DEV_MODE)` with a constant `true`: no condition is left when it is read. */
function constantAbove(effect: Effect, place: Place, source: Source): Branch | undefined {
  const lines = source.file(place.file)?.text().split('\n') ?? []
  for (let line = place.line; line > Math.max(0, place.line - 8); line--) {
    const text = lines[line - 1] ?? ''
    const flag = SWITCH.exec(text)?.[1]
    if (flag && !effect.when.some(condition => condition.at.file === place.file && condition.at.line === line))
      return { at: { file: place.file, line }, flag }
    if (line < place.line && /^\s{0,2}\}/.test(text)) return undefined
  }
  return undefined
}

/** A role is looked up only where a setting says so, and the work is done without it all the same. */
function roleLess(route: Route): Branch | undefined {
  const lookup = route.effects.find(
    effect => effect.kind === 'query' && effect.does === 'read' && isRoleTable(effect.table ?? '') && effect.when.some(isProduction),
  )
  if (!lookup || !route.effects.some(effect => isWrite(effect) && !effect.guards.some(isStaffGuard))) return undefined
  const condition = lookup.when.find(isProduction)!
  const env = [...originsOf(condition.term)].find(one => one.from === 'env')!
  return { at: condition.at, flag: `${env.name} !== 'production'` }
}

const isProduction = ({ term, truthy }: Condition): boolean => {
  const env = [...originsOf(term)].find(one => one.from === 'env')
  return env?.name !== undefined && !HOST_SET.test(env.name) && FLAG.test(env.name) && (truthy || term.kind === 'computed')
}
