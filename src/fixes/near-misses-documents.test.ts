import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

/** An Express app over MongoDB in which whoever is signed in is known by the id alone. */
const garage = (routes: string, given = 'decoded.id'): Files => ({
  'package.json': '{ "name": "garage", "type": "module", "dependencies": { "express": "*", "mongoose": "*", "jsonwebtoken": "*" } }',
  'models.js': `import mongoose from 'mongoose'
const { ObjectId } = mongoose.Schema.Types
export const User = mongoose.model('User', new mongoose.Schema({ email: String, phone: String, isAdmin: { type: Boolean, default: false } }))
export const Booking = mongoose.model('Booking', new mongoose.Schema({
  user: { type: ObjectId, ref: 'User', required: true },
  owner: { type: ObjectId, ref: 'User', required: true },
  phone: String,
  status: { type: String, default: 'pending' },
}))
`,
  'auth.js': `import jwt from 'jsonwebtoken'
export function auth(req, res, next) {
  try {
    const decoded = jwt.verify(req.headers.authorization ?? '', process.env.JWT_SECRET)
    req.user = ${given}
    next()
  } catch {
    res.status(401).json({ error: 'Sign in' })
  }
}
`,
  'server.js': `import express from 'express'
import { auth } from './auth.js'
import { Booking, User } from './models.js'
const app = express()
app.use(express.json())
${routes}
app.listen(3000)
`,
})

const READ = `app.get('/bookings/:id', auth, async (req, res) => {
  const booking = await Booking.findById(req.params.id)
  if (!booking) return res.status(404).json({ error: 'Not found' })
  res.json(booking)
})`
const change = (test: string): string => `app.put('/bookings/:id', auth, async (req, res) => {
  const booking = await Booking.findById(req.params.id)
  if (!booking) return res.status(404).json({ error: 'Not found' })
  if (${test}) return res.status(403).json({ error: 'No' })
  booking.status = 'cancelled'
  await booking.save()
  res.json(booking)
})`

describe('access/unscoped-query', () => {
  test('lets everybody at a row whom the app lets change it', async () => {
    const both = 'booking.user.toString() !== req.user && booking.owner.toString() !== req.user'
    const told = await after('access/unscoped-query', garage(`${READ}\n${change(both)}`))
    expect(told.join('\n')).toContain('Booking.findOne({ _id: req.params.id, $or: [{ user: req.user }, { owner: req.user }] })')
  })

  test('asks for the owner alone where the app asks for nobody else', async () => {
    const told = await after('access/unscoped-query', garage(READ))
    expect(told.join('\n')).toContain('Booking.findOne({ _id: req.params.id, user: req.user })')
  })

  test('keeps an account for whom it belongs to', async () => {
    const change = `app.patch('/users/:id', auth, async (req, res) => {
  const user = await User.findByIdAndUpdate(req.params.id, { phone: String(req.body.phone) })
  res.json({ id: user.id })
})
app.get('/bookings', auth, async (req, res) => {
  res.json(await Booking.find({ user: req.user.id }).limit(20))
})`
    const told = await after('access/unscoped-query', garage(change, 'decoded'))
    expect(told[0]).toContain(
      "if (String(req.user.id) !== req.params.id && !req.user.isAdmin) return res.status(403).json({ error: 'Forbidden' })\n  const user",
    )
  })
})

describe('access/client-supplied-identity', () => {
  test('takes the owner of a new document from the session', async () => {
    const create = `app.post('/bookings', auth, async (req, res) => {
  const booking = new Booking({ user: req.body.user, owner: req.body.owner, phone: String(req.body.phone) })
  await booking.save()
  res.json(booking)
})
app.get('/bookings', auth, async (req, res) => {
  res.json(await Booking.find({ user: req.user.id }).limit(20))
})`
    const told = await after('access/client-supplied-identity', garage(create, 'decoded'))
    expect(told[0]).toContain('new Booking({ user: req.user.id, owner: req.body.owner,')
  })
})

describe('input/unvalidated-body', () => {
  const pay = (amount: string): Files =>
    garage(`app.post('/pay', auth, async (req, res) => {
  const { bookingId, amount } = req.body
  const booking = await Booking.findById(bookingId)
  if (!booking) return res.status(404).json({ error: 'Not found' })
  booking.status = String(${amount})
  await booking.save()
  res.json({ id: booking.id })
})`)

  test('asks for what names a row, and for what is reckoned with', async () => {
    const [told] = await after('input/unvalidated-body', pay('Math.round(amount * 100)'))
    expect(told).toContain('bookingId: z.union([z.string().max(500), z.number()]),\n  amount: z.coerce.number(),')
  })

  test.each(['Math.round((amount || 5) * 100)', '`${amount}`'])('does not ask for what may be left out: %s', async amount => {
    const [told] = await after('input/unvalidated-body', pay(amount))
    expect(told).toMatch(/amount: z\.coerce\.number\(\)\.nullish\(\)|amount: z\.\w+.*nullish\(\)/)
  })
})

describe('input/mass-assignment', () => {
  const update = (path: string, mongoose: string): Files => {
    const files = garage(`app.put('${path}', auth, async (req, res) => {
  const update = req.body.booking
  const query = { _id: req.params.id, user: req.user }
  const booking = await Booking.findOneAndUpdate(query, update, { new: true })
  res.json(booking)
})
app.post('/bookings/:id/cancel', auth, async (req, res) => {
  await Booking.updateOne({ _id: req.params.id, user: req.user }, { status: 'cancelled' })
  res.json({})
})`)
    return { ...files, 'package.json': files['package.json']!.replace('"mongoose": "*"', `"mongoose": "${mongoose}"`) }
  }

  test('sifts what was sent where an update would clear what is left out', async () => {
    const [told] = await after('input/mass-assignment', update('/bookings/:id', '^5.13.0'))
    expect(told).toContain("const editable = ['phone']\n  const update = Object.fromEntries(\n    Object.entries(req.body.booking).filter(")
  })

  test('names the fields where it would not', async () => {
    const [told] = await after('input/mass-assignment', update('/bookings/:id', '^8.0.0'))
    expect(told).toContain('findOneAndUpdate(query, { phone: update.phone }, { new: true })')
  })

  test('sifts what is assigned to a document', async () => {
    const [told] = await after(
      'input/mass-assignment',
      garage(`app.put('/bookings/:id', auth, async (req, res) => {
  const booking = await Booking.findOne({ _id: req.params.id, user: req.user })
  if (!booking) return res.status(404).json({ error: 'Not found' })
  Object.assign(booking, req.body)
  await booking.save()
  res.json(booking)
})
app.post('/bookings/:id/cancel', auth, async (req, res) => {
  await Booking.updateOne({ _id: req.params.id, user: req.user }, { status: 'cancelled' })
  res.json({})
})`),
    )
    expect(told).toContain(`  const editable = ['phone']
  Object.assign(booking, Object.fromEntries(
    Object.entries(req.body).filter(([field]) => editable.includes(field))
  ))`)
  })

  test('keeps what the address itself is there to change', async () => {
    const told = await after('input/mass-assignment', update('/bookings/:id/status', '^8.0.0'))
    expect(told.join('\n')).toContain('status: update.status')
  })
})

describe('performance/unbounded-list', () => {
  const list = (path: string): Files =>
    garage(`app.get('${path}', async (req, res) => {
  const bookings = await Booking.find({ status: 'confirmed' })
  res.json(bookings.map(one => one.id))
})`)

  test('reads one page of a list', async () => {
    expect((await after('performance/unbounded-list', list('/bookings')))[0]).toContain("find({ status: 'confirmed' }).limit(100)")
  })

  test.each(['/bookings/booked-dates', '/availability', '/dashboard/bookings'])('leaves %s, which is told from all of them', async path => {
    expect(await after('performance/unbounded-list', list(path))).toEqual([])
  })
})
