import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Source } from '#source/source'

/** Packages that send errors somewhere with an alarm, or ship logs there. */
const TRACKERS =
  /^(?:@sentry\/|raven$|@bugsnag\/|@honeybadger-io\/|rollbar$|@rollbar\/|airbrake|@airbrake\/|@appsignal\/|newrelic$|dd-trace$|@datadog\/|@opentelemetry\/|@vercel\/otel$|elastic-apm-node$|@elastic\/apm|applicationinsights$|@microsoft\/applicationinsights|@highlight-run\/|@axiomhq\/|next-axiom$|@logtail\/|@betterstack\/|@raygun|raygun|@trackjs|trackjs|logrocket$|posthog-node$|@google-cloud\/error-reporting$|@grafana\/faro|@hyperdx\/|@baselime\/|@instana\/|winston-cloudwatch$|winston-loki$|pino-sentry|@glitchtip)/
/** Errors sent by plain requests, or by an import by URL. */
const SENT =
  /ingest\.(?:\w+\.)?sentry\.io|sentry\.io\/api|(?:npm:|esm\.sh\/|deno\.land\/x\/)@?sentry|js\.sentry-cdn\.com|notify\.bugsnag\.com|api\.rollbar\.com|api\.honeybadger\.io|otlp|OTEL_EXPORTER/i
/** The platform's own, named by configuration. */
const PLATFORM = /^\s*(?:logpush|tail_consumers)|"(?:logpush|tail_consumers)"/m

export default defineCheck({
  id: 'observability/missing-error-tracking',
  title: 'No error tracker is connected',
  why: 'When checkout breaks at night, nobody learns of it before customers complain or leave.',
  severity: 'medium',
  refs: ['CWE-778', 'OWASP-A09:2021'],
  needs: ['source', 'routes', 'setups', 'app'],
  *find({ source, routes, setups, app }) {
    const served = routes.filter(route => route.kind !== 'page' && !route.unreached)
    if (served.length === 0 || setups.some(setup => setup.what === 'error-tracking') || isTracked(source)) return
    yield {
      at: placeOf(source, served[0]!.at),
      certainty: 'likely',
      severity: app.takesMoney ? 'medium' : 'low',
      message: `\`${app.name}\` serves ${served.length} ${served.length === 1 ? 'route' : 'routes'}, and no error tracker is connected.`,
      help: 'Connect Sentry or an equivalent in the server and the browser, and let it write to somebody who can act.',
      key: 'error tracking',
    }
  },
})

function isTracked(source: Source): boolean {
  const names = source.packages.flatMap(one => [...Object.keys(one.dependencies), ...Object.keys(one.devDependencies)])
  if (names.some(name => TRACKERS.test(name))) return true
  return source.files.some(file => {
    if (/(?:^|\/)wrangler\.(?:toml|jsonc?)$/.test(file.path)) return PLATFORM.test(file.text())
    return (file.kind === 'code' || file.kind === 'markup') && SENT.test(file.text())
  })
}

/** Where a package would be added; else where the first request is answered. */
function placeOf(source: Source, otherwise: Place): Place {
  const root = source.file('package.json')
  if (!root) return otherwise
  const line = root
    .text()
    .split('\n')
    .findIndex(text => /"dependencies"/.test(text))
  return { file: root.path, line: line < 0 ? 1 : line + 1 }
}
