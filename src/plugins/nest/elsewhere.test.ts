import { expect, test } from 'vitest'
import { readApp } from '../app.fixture.js'

const MODULE = `import { Controller, Get, Module, UseGuards, Res } from '@nestjs/common'
import { AuthGuard } from '@nestjs/passport'
@UseGuards(AuthGuard('jwt'))
@Controller('jobs')
class Jobs { @Get() list(@Res() res) { return res.success(this.rows.all()) } }
@Module({ controllers: [Jobs] })
export class JobsModule {}`
const SERVER = `import { NestFactory } from '@nestjs/core'
export class Rest {
  static async make(module: any, options: any) {
    const app = await NestFactory.create(module)
    options.prefix && app.setGlobalPrefix(options.prefix)
    await app.listen(options.port)
  }
}`

test('the call that starts the framework stands in a function of another file, behind barrels', async () => {
  const model = await readApp({
    'apps/jobs/src/main.ts': `import { Rest } from '../../../libs/kit'\nimport { JobsModule } from './module'\nRest.make(JobsModule, { prefix: 'api/v1', port: 1 })`,
    'apps/jobs/src/module.ts': MODULE,
    'apps/other/src/main.ts': `import { load } from './load'\nload()`,
    'libs/kit/index.ts': `export * from './rest'`,
    'libs/kit/rest/index.ts': `export * from './server'`,
    'libs/kit/rest/server.ts': SERVER,
  })
  // What the handler does could not be read; who may call it could.
  expect(model.routes.map(({ method, path, auth, how }) => ({ method, path, auth, how }))).toEqual([
    { method: 'GET', path: '/api/v1/jobs', auth: 'session', how: "`AuthGuard('jwt')`" },
  ])
})

test('a file that only has the name of one is not run', async () => {
  const model = await readApp({
    'src/index.ts': `import { Rest } from './kinds'\nRest.make({}, {})`,
    'src/kinds.ts': `export type Rest = string`,
    'src/server.ts': SERVER,
  })
  expect(model.routes).toEqual([])
})
