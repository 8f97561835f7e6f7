import type { Severity } from '#base/certainty'
import { defineCheck, type Problem } from '#checks/check'
import type { Route } from '#model/app-model'
import { type Comment, commentsOf, handlerText } from '#model/read/comments'
import { isGuarded, isStaffGuard, nameOf } from '#model/read/route'
import { asksSomehow, doubtOf } from '#model/read/signed'
import { isCallers } from '#model/read/terms'
import type { Source } from '#source/source'
import { emptyProtections } from './empty-protection.js'

interface Claim {
  readonly words: RegExp
  readonly says: string
  readonly severity: Severity
  readonly help: string
  /** Said of the handler as a whole, above it or at its beginning. */
  readonly ofAll?: true
  /** Whether the model shows that it is not so. */
  readonly isFalse: (route: Route, comment: Comment) => boolean
}

/** What is planned, was removed or belongs to somebody else is no claim. */
const DENIED =
  /\b(?:TODO|FIXME|XXX|should|must add|needs?|add|not|no|without|later|disabled?|removed?|skip\w*|optional|un(?:protected|authenticated)|bypass\w*|if|when|except|instead|public|don't|doesn't|isn't|never|missing|handled (?:by|in)|client|browser|frontend|or (?:self|own\w*|the (?:owner|user)|their own))\b/i

/** What is said of one parameter or field is not said of the route. */
const OF_A_PART = /^@(?:query|param|body|property|prop|returns?|throws|example|field|header)\b/i

const works = (route: Route): boolean =>
  route.effects.some(
    effect => (effect.kind === 'query' && !/rate|limit/i.test(effect.table ?? '')) || effect.kind === 'send' || effect.kind === 'file',
  )
const isOpen = (route: Route): boolean =>
  (route.auth === 'open' || route.auth === 'weak' || route.auth === 'public') &&
  !route.guards.length &&
  works(route) &&
  !route.gaps.length &&
  !route.effects.some(isGuarded)

const CLAIMS: readonly Claim[] = [
  {
    words:
      /\b(?:admins? only|only (?:for )?admins?(?:istrators?)?\b|admin-only|requires? (?:the )?admin(?: role)?(?! (?:moderation|approval|review|confirmation))\b|restricted to admins?)/i,
    says: 'only administrators may call it',
    severity: 'high',
    ofAll: true,
    help: 'Check the role of the signed-in user first.',
    isFalse: route =>
      (isOpen(route) || route.auth === 'session') &&
      works(route) &&
      !route.effects.some(effect => effect.guards.some(isStaffGuard) || effect.guards.some(guard => guard.kind === 'role')),
  },
  {
    words:
      /\b(?:protected (?:route|endpoint|api)|requires? (?:auth\w*|login|sign-?in|a session)|authenticated users? only|only (?:for )?(?:authenticated|logged[- ]in|signed[- ]in)|auth(?:entication)? (?:is )?required|must be (?:logged|signed)[- ]in)/i,
    says: 'people must sign in',
    severity: 'high',
    ofAll: true,
    help: 'Ask for a verified session before anything else.',
    isFalse: isOpen,
  },
  {
    words:
      /\b(?:verif(?:y|ies|ied)|checks?|ensures?|makes? sure)\b[^.]*\b(?:ownership|owns?|owner|belongs? to (?:the )?(?:user|caller|customer))|\busers? (?:can )?only (?:ever )?(?:see|access|read|update|delete|edit) their own/i,
    says: 'people reach only what is theirs',
    severity: 'high',
    help: 'Filter by the signed-in user, or compare the owner before going on.',
    isFalse: (route, comment) =>
      near(route, comment).some(
        effect => effect.kind === 'query' && effect.rights !== 'user' && effect.does !== 'create' && effect.table !== undefined,
      ) && !owned(route),
  },
  {
    words:
      /\b(?:rate[- ]?limited|rate limits? (?:to|of|at|per|:)|limited to \d+ (?:\w+ ){0,3}(?:per|an?|every)\b|max(?:imum)? \d+ requests)/i,
    says: 'calls are limited',
    severity: 'medium',
    ofAll: true,
    help: 'Count the calls of each caller where all instances see it, and answer 429.',
    isFalse: route =>
      route.limiter === undefined &&
      works(route) &&
      !route.effects.some(
        effect =>
          (effect.kind === 'respond' && effect.status === 429) ||
          (effect.kind === 'query' && /rate|limit|attempt|throttle/i.test(`${effect.table ?? ''} ${JSON.stringify(effect.sql ?? '')}`)),
      ),
  },
  {
    words: /\b(?:verif(?:y|ies|ied)|checks?|validates?) (?:the )?(?:\w+ )?(?:webhook )?signature/i,
    says: 'the signature is checked',
    severity: 'high',
    help: 'Check the provider’s signature on the raw body before anything else.',
    isFalse: route =>
      route.kind === 'webhook' &&
      works(route) &&
      !route.effects.some(
        effect => effect.guards.some(guard => guard.kind === 'signature' || guard.kind === 'secret') || effect.kind === 'compare',
      ),
  },
  {
    words:
      /\b(?:row[- ]level security|RLS)\b[^.]*\b(?:makes? sure|ensures?|protects?|restricts?|guarantees?|only|enforces?|handles|prevents)/i,
    says: 'row level security holds',
    severity: 'high',
    help: 'Use a client with the caller’s own token, or compare the owner here: the service key passes by every rule.',
    isFalse: (route, comment) =>
      near(route, comment).some(
        effect => effect.kind === 'query' && effect.rights === 'service' && !effect.filters.some(filter => isCallers(filter.value)),
      ),
  },
]

export default defineCheck({
  id: 'broken/claimed-protection',
  title: 'A comment says that something is protected, and the code does not',
  why: 'Whoever reads the code, or reviews it, believes that the door is locked, and nobody looks again.',
  severity: 'high',
  refs: ['CWE-1116', 'CWE-862', 'CWE-693'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    const said = new Set<string>()
    for (const route of routes) {
      if (route.unreached || route.kind === 'page') continue
      for (const problem of claims(route, routes, source)) {
        const place = `${problem.at.file}:${problem.at.line}`
        if (said.has(place)) continue
        said.add(place)
        yield problem
      }
    }
    yield* emptyProtections(source)
  },
})

function* claims(route: Route, routes: readonly Route[], source: Source): Iterable<Problem> {
  const until = Math.min(
    lastLine(route),
    ...routes.filter(other => other.at.file === route.at.file && other.at.line > route.at.line).map(other => other.at.line - 1),
  )
  const comments = commentsOf(source, route, until)
  for (const comment of comments) {
    if (DENIED.test(comment.text) || OF_A_PART.test(comment.text.trim())) continue
    const claim = CLAIMS.find(
      one => one.words.test(comment.text) && !(one.ofAll && comment.at.line > route.at.line + 3) && one.isFalse(route, comment),
    )
    if (!claim || (claim.says.includes('signature') && (doubtOf(route, source) || asksSomehow(route, source)))) continue
    if (
      claim.says.includes('row level') &&
      comments.some(other => Math.abs(other.at.line - comment.at.line) <= 5 && /service[- ]?(?:role|client|key)|bypass/i.test(other.text))
    )
      continue
    if (claim.says.includes('theirs') && COMPARES.test(handlerText(source, comment.at.file, comment.at.line, comment.at.line + 24)))
      continue
    const name = nameOf(route)
    yield {
      at: comment.at,
      certainty: 'likely',
      severity: claim.severity,
      message: `A comment on \`${name}\` says that ${claim.says}, and nothing in the code sees to it.`,
      help: claim.help,
      key: `${name} ${claim.says}`,
      route: name,
      trail: [{ at: route.at, label: `\`${name}\`` }],
    }
  }
}

/** Compared with something that could not be followed to the session. */
const COMPARES =
  /[!=]==?[^\n]*(?:user|owner|seller|vendor|author|member|session|auth|\bme\b)|(?:user|owner|seller|vendor|author|member)\w*\s*[!=]==?/i

const lastLine = (route: Route): number =>
  Math.max(
    route.at.line,
    ...route.effects.filter(effect => effect.at.file === route.at.file).map(effect => effect.at.line),
    ...route.effects.flatMap(effect => effect.trail.filter(step => step.at.file === route.at.file).map(step => step.at.line)),
  )

/** What is done within a few lines of what was said. */
const near = (route: Route, comment: Comment): Route['effects'] =>
  route.effects.filter(
    effect => effect.at.file === comment.at.file && effect.at.line >= comment.at.line && effect.at.line - comment.at.line <= 8,
  )

const owned = (route: Route): boolean =>
  route.effects.some(
    effect =>
      (isGuarded(effect) && effect.guards.some(guard => guard.kind === 'owner' || guard.kind === 'role')) ||
      (effect.kind === 'query' && effect.filters.some(filter => isCallers(filter.value))),
  )
