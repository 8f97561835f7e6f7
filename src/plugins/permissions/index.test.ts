import { expect, test } from 'vitest'
import { readApp } from '../app.fixture.js'

const auth = async (imports: string, asked: string): Promise<string> => {
  const model = await readApp(
    {
      'server.js': `import express from 'express'\nimport session from 'express-session'\nimport mongoose from 'mongoose'\n${imports}
const Order = mongoose.model('Order', new mongoose.Schema({ total: Number }))
const app = express()\napp.use(session({ secret: process.env.SECRET }))
app.delete('/orders', async (req, res) => {
  const user = req.session.user
  if (!user) return res.sendStatus(401)
  ${asked}
  await Order.deleteMany({})
  res.end()
})\napp.listen(1)`,
    },
    { 'express-session': '1' },
  )
  return model.routes[0]!.auth
}

const CASL = `import { AbilityBuilder, ForbiddenError, createMongoAbility } from '@casl/ability'
const abilityFor = user => { const { can, build } = new AbilityBuilder(createMongoAbility); if (user.role === 'admin') can('manage', 'all'); can('read', 'Order'); return build() }`

test.each([
  [
    'AccessControl',
    `import { AccessControl } from 'accesscontrol'\nconst ac = new AccessControl(grants)\nconst action = 'deleteAny'`,
    `if (!ac.can(user.kind)[action]('order').granted) return res.sendStatus(403)`,
    'role',
  ],
  ['CASL: can', CASL, `if (!abilityFor(user).can('delete', 'Order')) return res.sendStatus(403)`, 'role'],
  ['CASL: cannot', CASL, `const { cannot } = abilityFor(user)\n  if (cannot('delete', 'Order')) return res.sendStatus(403)`, 'role'],
  ['CASL: an error', CASL, `ForbiddenError.from(abilityFor(user)).throwUnlessCan('delete', 'Order')`, 'role'],
  [
    'Casbin',
    `import { newEnforcer } from 'casbin'\nconst enforcer = await newEnforcer('model.conf', 'policy.csv')`,
    `if (!(await enforcer.enforce(user.id, 'orders', 'delete'))) return res.sendStatus(403)`,
    'role',
  ],
  ['nothing that refuses', CASL, `const may = abilityFor(user).can('delete', 'Order')\n  console.log(may)`, 'session'],
  ['the other way round', CASL, `if (abilityFor(user).can('delete', 'Order')) return res.sendStatus(403)`, 'session'],
])('%s', async (_, imports, asked, expected) => {
  expect(await auth(imports, asked)).toBe(expected)
})
