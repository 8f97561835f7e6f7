import { describe, expect, it } from 'vitest'
import type { Table } from './catalogue.js'
import { readCatalogue } from './read.js'
import { sourceOf } from './source.fixture.js'

async function tableIn(
  files: Readonly<Record<string, string>>,
  name: string,
  dependencies: Readonly<Record<string, string>> = {},
): Promise<Table> {
  const found = (await readCatalogue(sourceOf(files, dependencies))).tables.find(table => table.name === name)
  if (!found) throw new Error(`no table ${name}`)
  return found
}

describe('declarations in code', () => {
  it('reads a Prisma schema with its names and keys', async () => {
    const table = await tableIn(
      {
        'prisma/schema.prisma': `datasource db {
  provider = "postgresql"
}
model User {
  id    Int @id @default(autoincrement())
  email String @unique // login
  posts BlogPost[]
}
model BlogPost {
  id       Int     @id
  authorId Int     @map("author_id")
  author   User    @relation(fields: [authorId], references: [id])
  slug     String?
  tenant   Int
  @@unique([tenant, slug(sort: Desc)])
  @@map("posts")
}`,
        'prisma/migrations/1_init/migration.sql': 'create table posts (id int, author_id int); create index on posts (author_id);',
      },
      'posts',
    )
    expect(table).toMatchObject({
      kind: 'prisma',
      aliases: ['BlogPost', 'blogPost'],
      at: { line: 9 },
      primaryKey: ['id'],
      owner: 'author_id',
    })
    expect(table.columns.map(column => [column.name, column.field, column.at.line])).toEqual([
      ['id', 'id', 10],
      ['author_id', 'authorId', 11],
      ['slug', 'slug', 13],
      ['tenant', 'tenant', 14],
    ])
    expect(table.foreignKeys).toMatchObject([{ columns: ['author_id'], table: 'User', references: ['id'] }])
    expect(table.indexes.map(index => [...index.columns])).toEqual([['tenant', 'slug'], ['author_id']])
  })

  it('reads Drizzle tables, shared columns and makers of tables', async () => {
    const files = {
      'db/columns.ts': `import { timestamp } from 'drizzle-orm/pg-core'\nexport const stamps = { createdAt: timestamp('created_at').defaultNow() }`,
      'db/schema.ts': `import { pgTableCreator, integer, text, index, primaryKey } from 'drizzle-orm/pg-core'
import { stamps } from './columns'
export const createTable = pgTableCreator(name => \`shop_\${name}\`)
export const users = createTable('users', { id: integer().primaryKey() })
export const orderItems = createTable(
  'order_items',
  {
    orderId: integer('order_id').notNull(),
    userId: integer('user_id').references(() => users.id),
    sku: text('sku').unique(),
    ...stamps,
  },
  t => [primaryKey({ columns: [t.orderId, t.sku] }), index('by_user').on(t.userId).where(x)],
)`,
    }
    const table = await tableIn(files, 'shop_order_items', { 'drizzle-orm': '1' })
    expect(table).toMatchObject({
      kind: 'drizzle',
      aliases: ['orderItems'],
      primaryKey: ['order_id', 'sku'],
      owner: 'user_id',
      at: { line: 5 },
    })
    expect(table.columns.map(column => [column.name, column.at.line])).toEqual([
      ['created_at', 2],
      ['order_id', 8],
      ['user_id', 9],
      ['sku', 10],
    ])
    expect(table.foreignKeys).toMatchObject([{ columns: ['user_id'], table: 'shop_users', references: ['id'] }])
    expect(table.indexes).toMatchObject([
      { columns: ['sku'], unique: true },
      { columns: ['user_id'], partial: true },
    ])
  })

  it('reads Mongoose schemas', async () => {
    const table = await tableIn(
      {
        'models/Order.js': `const { Schema, model } = require('mongoose')
const orderSchema = new Schema({
  user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
  code: { type: String, unique: true },
  address: { street: String },
}, { timestamps: true })
orderSchema.index({ 'address.street': 1, code: -1 })
module.exports = model('Order', orderSchema)`,
      },
      'orders',
      { mongoose: '8' },
    )
    expect(table).toMatchObject({
      kind: 'mongoose',
      aliases: ['Order'],
      primaryKey: ['_id'],
      owner: 'user',
      foreignKeys: [{ columns: ['user'], table: 'users' }],
    })
    expect(table.columns.map(column => [column.name, column.at.line])).toEqual([
      ['user', 3],
      ['code', 4],
      ['address.street', 5],
      ['createdAt', 2],
      ['updatedAt', 2],
    ])
    expect(table.indexes.map(index => index.columns)).toEqual([['code'], ['address.street', 'code']])
  })

  it.each([
    [
      'named by constants, with fields of their own',
      {
        'order.ts': `import mongoose from 'mongoose'\nconst NAME = 'Order'\nconst KEPT = 'shop_orders'\nconst fields = { userId: { type: String, required: true }, total: Number }
const schema = new mongoose.Schema<Order>(fields, { collection: KEPT })\nschema.index({ userId: 1 })\nexport default (mongoose.models.Order as Model) || mongoose.model<Order>(NAME, schema)`,
      },
    ],
    [
      'with the schema in another file',
      {
        'schema.ts': `import { Schema } from 'mongoose'\nexport const OrderSchema = new Schema({ userId: { type: String, required: true }, total: Number }, { collection: 'shop_orders' })\nOrderSchema.index({ userId: 1 })`,
        'module.ts': `import { MongooseModule } from '@nestjs/mongoose'\nimport { OrderSchema } from './schema'\n@Module({ imports: [MongooseModule.forFeature([{ name: 'Order', schema: OrderSchema }])] })\nexport class OrdersModule {}`,
      },
    ],
    [
      'as a class of Nest',
      {
        'order.ts': `import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose'\n@Schema({ collection: 'shop_orders' })\nexport class Order { @Prop({ required: true, index: true }) userId: string\n  @Prop() total: number\n  label() { return '' } }
export const OrderSchema = SchemaFactory.createForClass(Order)`,
        'module.ts': `import { MongooseModule } from '@nestjs/mongoose'\nimport { Order, OrderSchema } from './order'\n@Module({ imports: [MongooseModule.forFeature([{ name: Order.name, schema: OrderSchema }])] })\nexport class OrdersModule {}`,
      },
    ],
  ])('reads Mongoose models %s', async (_, files) => {
    const table = await tableIn(files, 'shop_orders', { mongoose: '8' })
    expect(table).toMatchObject({ aliases: ['Order'], owner: 'userId', indexes: [{ columns: ['userId'] }] })
    expect(table.columns.map(column => `${column.name} ${column.type} ${column.nullable}`)).toEqual([
      'userId string false',
      'total number true',
    ])
  })

  it('reads what a field of Mongoose may hold, where that is written', async () => {
    const files = {
      'models/Booking.ts': `import { Schema, model } from 'mongoose'
const KINDS = { One: 'one' }
const genders = ['f', 'm'] as const
export default model('Booking', new Schema({
  status: { type: String, enum: ['pending', 'confirmed'], default: 'pending' },
  size: { type: String, enum: { values: ['S', 'M'], message: 'no such size' } },
  kind: { type: String, enum: [KINDS.One, 'two'] },
  gender: { type: String, enum: genders },
  note: String,
}))`,
    }
    const table = await tableIn(files, 'bookings', { mongoose: '8' })
    expect(Object.fromEntries(table.columns.map(column => [column.name, column.values]))).toEqual({
      status: ['pending', 'confirmed'],
      size: ['S', 'M'],
      kind: undefined,
      gender: ['f', 'm'],
      note: undefined,
    })
  })

  it('reads Sequelize models and what associations add', async () => {
    const files = {
      'models/index.js': `const { Sequelize, DataTypes } = require('sequelize')
const User = sequelize.define('User', { email: { type: DataTypes.STRING, unique: true } })
const Order = sequelize.define('Order', { total: DataTypes.INTEGER }, { underscored: true, indexes: [{ fields: ['total'] }] })
Order.belongsTo(User, { foreignKey: 'userId' })`,
    }
    const table = await tableIn(files, 'Orders', { sequelize: '6', pg: '8' })
    expect(table).toMatchObject({
      kind: 'sequelize',
      aliases: ['Order'],
      owner: 'user_id',
      foreignKeys: [{ columns: ['user_id'], table: 'Users', at: { line: 4 } }],
    })
    expect(table.indexes.map(index => index.columns)).toEqual([['total']])
  })

  it('reads Sequelize models whose columns and options stand beside their class, and are put together elsewhere', async () => {
    const files = {
      'db/maker.js': `const { Model, DataTypes } = require('sequelize')
const MAKER_TABLE = 'makers'
const MakerColumns = { id: { type: DataTypes.INTEGER, primaryKey: true }, mail: { type: DataTypes.STRING, unique: true } }
class Maker extends Model {
  static associate(models) { this.hasMany(models.Boat, { foreignKey: 'makerId' }) }
  static options(sequelize) { return { sequelize, tableName: MAKER_TABLE, modelName: 'Maker' } }
}
module.exports = { MAKER_TABLE, MakerColumns, Maker }`,
      'db/boat.js': `const { Model, DataTypes } = require('sequelize')
const { MAKER_TABLE } = require('./maker')
const BoatColumns = {
  makerId: { field: 'maker_id', type: DataTypes.INTEGER, references: { model: MAKER_TABLE, key: 'id' } },
}
class Boat extends Model {
  static associate(models) { this.belongsTo(models.Port, { as: 'home' }) }
  static options(sequelize) { return { sequelize, tableName: 'boats', modelName: 'Boat' } }
}
class Port extends Model {
  static options(sequelize) { return { sequelize, tableName: 'ports', modelName: 'Port' } }
}
const PortColumns = { name: DataTypes.STRING }
module.exports = { BoatColumns, Boat, Port, PortColumns }`,
      'db/index.js': `const { Maker, MakerColumns } = require('./maker')
const { Boat, BoatColumns, Port, PortColumns } = require('./boat')
module.exports = sequelize => {
  Maker.init(MakerColumns, Maker.options(sequelize))
  Boat.init(BoatColumns, Boat.options(sequelize))
  Port.init(PortColumns, Port.options(sequelize))
  Boat.init(unknown, other())
}`,
    }
    const boats = await tableIn(files, 'boats', { sequelize: '6', pg: '8' })
    expect(boats).toMatchObject({ aliases: ['Boat'], at: { file: 'db/boat.js', line: 3 } })
    expect(boats.foreignKeys.map(({ columns, table }) => [columns, table])).toEqual([
      [['maker_id'], 'makers'],
      [['homeId'], 'ports'],
    ])
    expect(await tableIn(files, 'makers', { sequelize: '6' })).toMatchObject({ aliases: ['Maker'], indexes: [{ columns: ['mail'] }] })
  })

  it('finds Sequelize models in files that never name the library', async () => {
    const files = { 'models/user.js': "module.exports = (db, DataTypes) => db.define('user', { password: DataTypes.STRING })" }
    expect(await tableIn(files, 'users', { sequelize: '6' })).toMatchObject({ aliases: ['user'], columns: [{ name: 'password' }] })
  })

  it('reads what Knex builds, and what later migrations add', async () => {
    const files = {
      'db/migrations/1_users.js': `exports.up = knex => knex.schema
  .createTable('users', table => {
    table.increments()
    table.string('email').notNullable().unique()
    table.enu('role', ['user', 'admin']).defaultTo('user')
  })
  .createTable('messages', function (t) {
    t.uuid('id').primary()
    t.integer('sender_id').notNullable().references('id').inTable('users')
    t.integer('room_id')
    t.foreign('room_id').references('rooms.id')
    t.timestamps(true, true)
  })
exports.down = knex => knex.schema.dropTable('messages')`,
      'db/migrations/2_index.js':
        "exports.up = async knex => { await knex.schema.alterTable('messages', t => { t.index(['room_id', 'created_at']) }) }",
    }
    const users = await tableIn(files, 'users', { knex: '3', pg: '8' })
    expect(users).toMatchObject({ kind: 'knex', at: { line: 1 }, primaryKey: ['id'], owner: 'id' })
    expect(users.columns.map(({ name, type, nullable, unique, values }) => [name, type, nullable, unique, values])).toEqual([
      ['id', 'integer', false, false, undefined],
      ['email', 'varchar', false, true, undefined],
      ['role', 'enum', true, false, ['user', 'admin']],
    ])
    const messages = await tableIn(files, 'messages', { knex: '3', pg: '8' })
    expect(messages).toMatchObject({ primaryKey: ['id'], owner: 'sender_id' })
    expect(messages.foreignKeys.map(key => [...key.columns, key.table, ...key.references])).toEqual([
      ['sender_id', 'users', 'id'],
      ['room_id', 'rooms', 'id'],
    ])
    expect(messages.indexes.map(index => index.columns)).toEqual([['room_id', 'created_at']])
    expect((await tableIn(files, 'messages', { knex: '3', mysql2: '3' })).indexes.map(index => index.columns)).toEqual([
      ['room_id', 'created_at'],
      ['sender_id'],
      ['room_id'],
    ])
  })

  it('reads tables that code creates, with lines inside the text', async () => {
    const table = await tableIn(
      {
        'server.js':
          "db.run(`\n  CREATE TABLE IF NOT EXISTS maps (\n    id INTEGER PRIMARY KEY AUTOINCREMENT,\n    user_id INTEGER\n  )\n`)\ndb.run('CREATE INDEX by_user ON maps (user_id)')",
      },
      'maps',
    )
    expect(table).toMatchObject({ at: { line: 2 }, primaryKey: ['id'], owner: 'user_id', rowRules: undefined })
    expect(table.columns.map(column => column.at.line)).toEqual([3, 4])
    expect(table.indexes.map(index => index.columns)).toEqual([['user_id']])
  })
})
