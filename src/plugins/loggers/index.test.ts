import { expect, test } from 'vitest'
import { deeds, readApp, readHandler } from '../app.fixture.js'

test.each([
  [
    'pino',
    `import pino from 'pino'; const log = pino({ level: 'info' }).child({ part: 'a' })`,
    `log.error({ body: req.body }, 'bad')`,
    'log pino {body: body} "bad"',
  ],
  [
    'winston',
    `import winston from 'winston'; const log = winston.createLogger({})`,
    `log.info('x', req.body.password)`,
    'log winston "x" body.password',
  ],
  ['consola', `import { consola } from 'consola'`, `consola.warn(req.body.a)`, 'log consola body.a'],
  [
    'sentry',
    `import * as Sentry from '@sentry/node'; Sentry.init({ dsn: 'x' })`,
    `try { await work() } catch (error) { Sentry.captureException(error) }`,
    'log sentry error',
  ],
])('%s', async (_, imports, body, expected) => {
  expect(deeds(await readHandler(imports, `${body}\nres.end()`))).toEqual([expected])
})

test('what is set up once: loggers, trackers, headers, csrf', async () => {
  const model = await readApp({
    'sentry.server.config.ts': `import * as Sentry from '@sentry/nextjs'\nSentry.init({ dsn: 'x', sendDefaultPii: true })`,
    'server.js': `import express from 'express'; import morgan from 'morgan'; import helmet from 'helmet'; import csurf from 'csurf'; import pino from 'pino'
      const log = pino(); const app = express(); app.use(morgan('tiny')); app.use(helmet({ contentSecurityPolicy: false })); app.use(csurf({ cookie: true })); app.listen(1)`,
  })
  expect(model.setups.map(setup => `${setup.what} ${setup.library}`).sort()).toEqual([
    'csrf csurf',
    'error-tracking @sentry/nextjs',
    'headers helmet',
    'logger morgan',
    'logger pino',
  ])
})
