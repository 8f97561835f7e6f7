import { MongoClient, MongoServerError, ObjectId, type Db } from 'mongodb'
import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listen, type MongoStandIn } from './listen.js'

let server: MongoStandIn
let client: MongoClient
let db: Db

beforeAll(async () => {
  server = await listen(0)
  client = new MongoClient(`mongodb://127.0.0.1:${server.port}/shop`, { serverSelectionTimeoutMS: 3000 })
  await client.connect()
  db = client.db()
})
beforeEach(() => db.dropDatabase())
afterAll(async () => {
  await client.close()
  await server.close()
})

describe('reading', () => {
  it('finds by id, by operators, sorted, projected and in batches', async () => {
    const users = db.collection('users')
    const rows = Array.from({ length: 250 }, (_, n) => ({ n, name: `user ${n}`, tags: n % 2 ? ['odd'] : ['even'], at: new Date(n * 1000) }))
    const { insertedIds } = await users.insertMany(rows)
    expect(await users.findOne({ _id: insertedIds[7]! })).toMatchObject({ n: 7, at: new Date(7000) })
    expect(await users.findOne({ _id: new ObjectId() })).toBeNull()
    expect(
      await users
        .find({ tags: 'odd', n: { $lt: 6 } })
        .sort({ n: -1 })
        .project({ _id: 0, n: 1 })
        .toArray(),
    ).toEqual([{ n: 5 }, { n: 3 }, { n: 1 }])
    const all = await users.find().batchSize(40).toArray()
    expect(all.map(each => each['n'])).toEqual(rows.map(each => each.n))
    expect(await users.countDocuments({ tags: 'even' })).toBe(125)
    expect(await users.estimatedDocumentCount()).toBe(250)
    expect(await users.distinct('tags')).toEqual(['even', 'odd'])
    expect((await users.find({ name: /USER 1$/i }).toArray()).map(each => each['n'])).toEqual([1])
    expect(
      await users
        .find({ n: { $ne: null } })
        .skip(248)
        .limit(5)
        .toArray(),
    ).toHaveLength(2)
  })

  it('aggregates with joins, groups and facets', async () => {
    const [a, b] = [new ObjectId(), new ObjectId()]
    await db.collection<{ _id: ObjectId; name: string }>('users').insertMany([
      { _id: a, name: 'A' },
      { _id: b, name: 'B' },
    ])
    await db.collection('orders').insertMany([
      { user: a, total: 5 },
      { user: a, total: 7, deep: { y: 1 } },
      { user: b, total: 1 },
    ])
    const joined = await db
      .collection('orders')
      .aggregate([
        { $match: { total: { $gt: 2 } } },
        { $lookup: { from: 'users', localField: 'user', foreignField: '_id', as: 'who' } },
        { $unwind: '$who' },
        { $group: { _id: '$who.name', sum: { $sum: '$total' } } },
      ])
      .toArray()
    expect(joined).toEqual([{ _id: 'A', sum: 12 }])
    await db
      .collection('orders')
      .aggregate([{ $group: { _id: '$user', sum: { $sum: '$total' } } }, { $out: 'sums' }])
      .toArray()
    expect(await db.collection('sums').countDocuments()).toBe(2)
    await db
      .collection('orders')
      .aggregate([{ $addFields: { 'deep.x': 1, total: 0 } }])
      .toArray()
    expect((await db.collection('orders').findOne({ total: 7 }))?.['deep']).toEqual({ y: 1 })
    await expect(
      db
        .collection('orders')
        .aggregate([{ $search: {} }])
        .toArray(),
    ).rejects.toThrow('has no $search')
  })

  it('searches words where there is a text index, and runs no JavaScript', async () => {
    const posts = db.collection('posts')
    await posts.insertMany([{ title: 'Red shoes' }, { title: 'Blue hat' }])
    await expect(posts.findOne({ $text: { $search: 'shoes' } })).rejects.toThrow('text index required')
    await posts.createIndex({ title: 'text' })
    expect(await posts.findOne({ $text: { $search: 'shoes' } })).toMatchObject({ title: 'Red shoes' })
    await expect(posts.findOne({ $where: 'true' })).rejects.toThrow('runs no JavaScript')
  })
})

describe('writing', () => {
  it('updates by every kind of operator', async () => {
    const carts = db.collection('carts')
    const { insertedId: _id } = await carts.insertOne({
      n: 1,
      items: [
        { id: 1, q: 1 },
        { id: 2, q: 2 },
      ],
      tags: ['a'],
      old: 1,
    })
    await carts.updateOne({ _id, 'items.id': 2 }, { $set: { 'items.$.q': 9, 'deep.er': true }, $inc: { n: 4 }, $unset: { old: '' } })
    await carts.updateOne({ _id }, { $set: { 'items.$[one].q': 7 } }, { arrayFilters: [{ 'one.id': 1 }] })
    await carts.updateOne({ _id }, { $push: { tags: { $each: ['b', 'c'] } } as never, $max: { n: 3 }, $currentDate: { at: true } })
    await carts.updateOne({ _id }, { $pull: { tags: 'a' } as never, $addToSet: { seen: _id } as never, $rename: { deep: 'depth' } })
    await carts.updateOne({ _id }, [{ $set: { twice: { $multiply: ['$n', 2] } } }])
    const made = await carts.findOne({ _id })
    expect(made).toMatchObject({
      n: 5,
      twice: 10,
      items: [
        { id: 1, q: 7 },
        { id: 2, q: 9 },
      ],
      tags: ['b', 'c'],
      seen: [_id],
      depth: { er: true },
    })
    expect(made?.['at']).toBeInstanceOf(Date)
    expect(made).not.toHaveProperty('old')
    expect(await carts.updateOne({ _id }, { $set: { n: 5 } })).toMatchObject({ matchedCount: 1, modifiedCount: 0 })
    await expect(carts.updateOne({ _id }, { $set: { _id: 3 } as never })).rejects.toThrow('immutable')
    expect(await carts.updateOne({ _id }, { $set: { _id, n: 6 } })).toMatchObject({ matchedCount: 1, modifiedCount: 1 })
    await expect(carts.updateOne({ _id }, { $inc: { tags: 1 } as never })).rejects.toThrow('$inc')
  })

  it('takes an `_id` that is the same, as keepers of sessions write it', async () => {
    const sessions = db.collection<{ _id: string; seen: number }>('kept')
    for (const seen of [1, 2]) await sessions.updateOne({ _id: 's1' }, { $set: { _id: 's1', seen } }, { upsert: true })
    expect(await sessions.find().toArray()).toEqual([{ _id: 's1', seen: 2 }])
    await sessions.updateOne({ seen: 9 }, { $set: { _id: 's2', seen: 3 } }, { upsert: true })
    expect(await sessions.findOne({ _id: 's2' })).toEqual({ _id: 's2', seen: 3 })
  })

  it('upserts, replaces, deletes, finds and modifies', async () => {
    const rows = db.collection('rows')
    const made = await rows.updateOne(
      { key: 'k', 'in.side': { $eq: 2 } },
      { $set: { v: 1 }, $setOnInsert: { first: true } },
      { upsert: true },
    )
    expect(made.upsertedCount).toBe(1)
    await rows.updateOne({ key: 'k' }, { $set: { v: 2 }, $setOnInsert: { first: false } }, { upsert: true })
    expect(await rows.findOne({ key: 'k' })).toEqual({ _id: made.upsertedId, key: 'k', in: { side: 2 }, v: 2, first: true })
    expect(
      await rows.findOneAndUpdate({ key: 'k' }, { $inc: { v: 1 } }, { returnDocument: 'after', projection: { v: 1, _id: 0 } }),
    ).toEqual({ v: 3 })
    await rows.replaceOne({ key: 'k' }, { only: 1 })
    expect(await rows.findOne()).toEqual({ _id: made.upsertedId, only: 1 })
    expect(await rows.findOneAndDelete({ only: 1 })).toMatchObject({ only: 1 })
    expect(await rows.findOneAndUpdate({ only: 1 }, { $set: { x: 1 } })).toBeNull()
    await rows.bulkWrite([
      { insertOne: { document: { n: 1 } } },
      { insertOne: { document: { n: 2 } } },
      { deleteMany: { filter: { n: { $gt: 1 } } } },
    ])
    expect((await rows.find().toArray()).map(each => each['n'])).toEqual([1])
  })

  it('keeps unique indexes', async () => {
    const users = db.collection('users')
    await users.createIndex({ email: 1 }, { unique: true, sparse: true })
    await users.insertMany([{ email: 'a@b.test' }, { name: 'none' }, { name: 'none either' }])
    const error: unknown = await users.insertOne({ email: 'a@b.test' }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MongoServerError)
    expect(error).toMatchObject({ code: 11000, keyPattern: { email: 1 }, keyValue: { email: 'a@b.test' } })
    await users.updateOne({ email: 'a@b.test' }, { $set: { email: 'c@d.test' } })
    await users.insertOne({ email: 'a@b.test' })
    await expect(users.updateMany({}, { $set: { email: 'same@b.test' } })).rejects.toMatchObject({ code: 11000 })
    expect((await users.indexes()).map(each => each.name)).toEqual(['_id_', 'email_1'])
    await expect(db.collection('twice').insertMany([{ _id: 1 }, { _id: 1 }] as never)).rejects.toMatchObject({ code: 11000 })
  })
})

describe('transactions', () => {
  it('are all or nothing, and unseen until they are through', async () => {
    const rows = db.collection<{ n: number }>('rows')
    await rows.insertOne({ n: 1 })
    const session = client.startSession()
    session.startTransaction()
    await rows.insertOne({ n: 2 }, { session })
    await rows.updateOne({ n: 1 }, { $set: { n: 10 } }, { session })
    expect(await rows.countDocuments({}, { session })).toBe(2)
    expect((await rows.find().toArray()).map(each => each.n)).toEqual([1])
    await session.abortTransaction()
    expect((await rows.find().toArray()).map(each => each.n)).toEqual([1])
    await session.withTransaction(() => rows.insertOne({ n: 3 }, { session }))
    expect((await rows.find().toArray()).map(each => each.n)).toEqual([1, 3])
    await session.endSession()
  })

  it('let only as many through as there are: the others try again', async () => {
    const stock = db.collection<{ left: number }>('stock')
    await stock.insertOne({ left: 3 })
    const buy = () =>
      client.withSession(session =>
        session.withTransaction(async () => {
          const item = await stock.findOne({}, { session })
          if ((item?.left ?? 0) < 1) return false
          await stock.updateOne({ _id: item!._id }, { $set: { left: item!.left - 1 } }, { session })
          return true
        }),
      )
    const bought = await Promise.all(Array.from({ length: 10 }, buy))
    expect(bought.filter(Boolean)).toHaveLength(3)
    expect((await stock.findOne())?.left).toBe(0)
  })
})

it('shows what it holds and goes back to a snapshot', async () => {
  await db.collection('rows').insertOne({ n: 1 })
  const kept = server.snapshot()
  await db.collection('rows').updateOne({ n: 1 }, { $set: { n: 2 } })
  await db.collection('more').insertOne({ x: 1 })
  expect(server.documents()['shop']).toMatchObject({ rows: [{ n: 2 }], more: [{ x: 1 }] })
  server.restore(kept)
  expect(server.documents()['shop']).toMatchObject({ rows: [{ n: 1 }] })
  expect(await db.collection('more').countDocuments()).toBe(0)
})

it('serves mongoose: schemas, population, unique, timestamps', async () => {
  const connection = await mongoose.createConnection(`mongodb://127.0.0.1:${server.port}/goose`).asPromise()
  const User = connection.model('User', new mongoose.Schema({ email: { type: String, unique: true }, age: Number }, { timestamps: true }))
  const Post = connection.model('Post', new mongoose.Schema({ title: String, by: { type: mongoose.Schema.Types.ObjectId, ref: 'User' } }))
  await User.init()
  const user = await User.create({ email: 'a@b.test', age: 3 })
  await Post.create({ title: 'Hi', by: user._id })
  const post = await Post.findOne({ title: 'Hi' }).populate<{ by: { email: string } }>('by').lean()
  expect(post?.by.email).toBe('a@b.test')
  await expect(User.create({ email: 'a@b.test' })).rejects.toMatchObject({ code: 11000 })
  user.set('age', 4)
  await user.save()
  expect(await User.findByIdAndUpdate(user._id, { $inc: { age: 1 } }, { returnDocument: 'after' }).lean()).toMatchObject({ age: 5 })
  // What an injection sends where the app expects a text.
  expect(await User.collection.findOne({ email: { $gt: '' } })).toMatchObject({ email: 'a@b.test' })
  await connection.close()
})
