import type { Source } from '#source/source'
import { declare, goesOn, middlewareOf } from '../middleware/index.js'
import { definePlugin, type Entry, type LibraryCall } from '../plugin.js'
import { isCallable, optionsOf, withoutCallbacks } from '../send.js'
import { library, UNDEFINED, type Value } from '../value.js'

const PACKAGES = [
  '@sentry/node',
  '@sentry/nextjs',
  '@sentry/react',
  '@sentry/browser',
  '@sentry/bun',
  '@sentry/deno',
  '@sentry/cloudflare',
  '@sentry/remix',
  '@sentry/vue',
  '@sentry/svelte',
  '@sentry/sveltekit',
  '@sentry/nuxt',
  '@sentry/astro',
  '@sentry/nestjs',
  '@sentry/aws-serverless',
  '@sentry/serverless',
  '@sentry/core',
  '@sentry/react-router',
  '@sentry/solidstart',
  '@bugsnag/js',
  '@bugsnag/node',
  '@bugsnag/plugin-express',
  'rollbar',
  '@honeybadger-io/js',
  'raven',
  'newrelic',
  'dd-trace',
  '@appsignal/nodejs',
  '@highlight-run/node',
  '@highlight-run/next',
  'airbrake',
  '@airbrake/node',
  'elastic-apm-node',
  'raygun',
  'posthog-node',
  '@google-cloud/error-reporting',
  'tracking:client',
]

/** Error trackers. https://docs.sentry.io/platforms/javascript/ */
export default definePlugin({
  name: 'sentry',
  libraries: PACKAGES,
  call(call) {
    const name = (call.on.data['name'] as string | undefined) ?? call.library
    if (/^(init|start|register|config|Sentry\.init)$/.test(call.method) || (call.isNew && call.library !== 'tracking:client'))
      return connected(call, name)
    if (
      /^(capture\w*|notify|error|critical|noticeError|sendError|setError|consumeError|warning|report|log)$/.test(call.method) &&
      !/\bcaptureCheckIn\b/.test(call.method)
    )
      return told(call, name)
    if (call.method === 'setupExpressErrorHandler' || call.method === 'setupFastifyErrorHandler') return connected(call, name)
    if (/^(requestHandler|errorHandler|tracingHandler|expressErrorHandler|getPlugin|reporter)$/.test(call.method))
      return middlewareOf(goesOn, { what: 'error-tracking', library: name, options: UNDEFINED })
    if (/^(withSentryConfig|withServerActionInstrumentation|wrap\w+|withScope|startSpan\w*|withMonitor)$/.test(call.method))
      return wrapped(call)
    return undefined
  },
  entries,
})

/** Trackers are started by files that nothing imports. https://docs.sentry.io/platforms/javascript/guides/nextjs/manual-setup/ */
function* entries(source: Source): Generator<Entry> {
  for (const file of source.files)
    if (
      file.kind === 'code' &&
      /(?:^|\/)(?:sentry\.(?:server|edge|client)\.config|instrumentation(?:-client)?|instrument)\.[cm]?[jt]s$/.test(file.path)
    )
      yield { file: file.path }
}

function connected(call: LibraryCall, name: string): Value {
  declare(call.run, { what: 'error-tracking', library: name, at: call.at, options: optionsOf(call.args[0]), prefix: '' })
  return library('tracking:client', '', { name })
}

function told(call: LibraryCall, name: string): Value {
  call.run.emit({ kind: 'log', logger: name.replace(/^@(sentry)\/.*$/, '$1'), values: withoutCallbacks(call.args) }, call.at)
  return UNDEFINED
}

/** What is wrapped goes on being what it is. */
function wrapped(call: LibraryCall): Value | undefined {
  const inner = call.args.findLast(isCallable)
  if (/^(withScope|startSpan\w*|withMonitor|withServerActionInstrumentation)$/.test(call.method))
    return inner ? call.run.call(inner, [library('tracking:scope', '')], call.at) : UNDEFINED
  return call.args[0]
}
