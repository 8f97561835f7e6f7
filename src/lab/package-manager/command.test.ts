import { expect, test } from 'vitest'
import { commandOf } from './command.js'

test.each([
  ['build', undefined, 'build', []],
  ['run build -- --fast', undefined, 'build', ['--fast']],
  ['--silent run build', undefined, 'build', []],
  ['--cwd web build --port 3000', { folder: 'web' }, 'build', ['--port', '3000']],
  ['-C packages/db exec drizzle-kit push', { folder: 'packages/db' }, 'drizzle-kit', ['push']],
  ['--filter=web run start', { workspace: 'web' }, 'start', []],
  ['-F @shop/api dev', { workspace: '@shop/api' }, 'dev', []],
  ['workspace web build', { workspace: 'web' }, 'build', []],
  ['dlx prisma generate', undefined, 'prisma', ['generate']],
  ['install --frozen-lockfile', undefined, undefined, ['--frozen-lockfile']],
  ['', undefined, undefined, []],
])('%s', (text, place, name, args) => {
  expect(commandOf(text.split(' ').filter(Boolean))).toEqual({ in: place, name, args })
})
