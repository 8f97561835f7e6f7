import { expect, test } from 'vitest'
import type { AppModel } from '#model/app-model'
import { deeds, readApp, spell } from '../app.fixture.js'
import { queriesOf } from '../queries.fixture.js'

test('controllers, injected services, guards by what they do, roles and parameters', async () => {
  const model = await readApp(
    {
      'src/main.ts': `import { NestFactory } from '@nestjs/core'\nimport { ValidationPipe } from '@nestjs/common'\nimport { AppModule } from './app.module'
        async function bootstrap() { const app = await NestFactory.create(AppModule); app.setGlobalPrefix('api'); app.enableCors({ origin: '*' }); app.useGlobalPipes(new ValidationPipe()); await app.listen(3000) }
        bootstrap()`,
      'src/app.module.ts': `import { Module } from '@nestjs/common'\nimport { RefundsController } from './refunds.controller'\nimport { RefundsService } from './refunds.service'
        @Module({ imports: [], controllers: [RefundsController], providers: [RefundsService] })\nexport class AppModule {}`,
      'src/refunds.service.ts': `import { Injectable } from '@nestjs/common'\nimport Stripe from 'stripe'
        @Injectable()\nexport class RefundsService { private stripe = new Stripe('k'); create(data: any) { return this.stripe.refunds.create(data) } }`,
      'src/auth.ts': `import { Injectable, CanActivate, ExecutionContext, UnauthorizedException, SetMetadata, createParamDecorator } from '@nestjs/common'\nimport { JwtService } from '@nestjs/jwt'\nimport { Reflector } from '@nestjs/core'
        export const Roles = (...roles: string[]) => SetMetadata('roles', roles)
        export const CurrentUser = createParamDecorator((data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest().user)
        @Injectable()\nexport class AuthGuard implements CanActivate {
          constructor(private jwt: JwtService) {}
          async canActivate(context: ExecutionContext) {
            const request = context.switchToHttp().getRequest()
            const token = request.headers.authorization?.split(' ')[1]
            if (!token) throw new UnauthorizedException()
            try { request.user = await this.jwt.verifyAsync(token) } catch { throw new UnauthorizedException() }
            return true
          }
        }
        @Injectable()\nexport class RolesGuard implements CanActivate {
          constructor(private reflector: Reflector) {}
          canActivate(context: ExecutionContext) {
            const roles = this.reflector.getAllAndOverride('roles', [context.getHandler(), context.getClass()])
            if (!roles) return true
            return roles.includes(context.switchToHttp().getRequest().user.role)
          }
        }`,
      'src/refunds.controller.ts': `import { Controller, Post, Get, Body, Param, UseGuards, ParseIntPipe } from '@nestjs/common'\nimport { IsInt } from 'class-validator'\nimport { AuthGuard, RolesGuard, Roles, CurrentUser } from './auth'\nimport { RefundsService } from './refunds.service'
        export class RefundDto { @IsInt() amount: number }
        @Controller('refunds')
        export class RefundsController {
          constructor(private readonly refunds: RefundsService) {}
          @Post() open(@Body() body: any) { return this.refunds.create({ amount: body.amount }) }
          @UseGuards(AuthGuard) @Post('mine/:id') mine(@Body() body: RefundDto, @Param('id', ParseIntPipe) id: number, @CurrentUser() user) { return this.refunds.create({ id, amount: body.amount, by: user.sub }) }
          @UseGuards(AuthGuard, RolesGuard) @Roles('admin') @Post('all') all() { return this.refunds.create({}) }
          @UseGuards(AuthGuard, RolesGuard) @Post('plain') plain() { return this.refunds.create({}) }
        }`,
    },
    { '@nestjs/core': '10.0.0' },
  )
  expect(model.routes.map(one => `${one.method} ${one.path} ${one.framework} ${one.auth}`)).toEqual([
    'POST /api/refunds nest open',
    'POST /api/refunds/mine/:id nest session',
    'POST /api/refunds/all nest role',
    'POST /api/refunds/plain nest session',
  ])
  expect(deeds(model).slice(0, 2)).toEqual([
    'send stripe refunds.create {amount: body.amount}',
    'send stripe refunds.create {id: params.id:number, amount: body.amount:class-validator signed number, by: session.sub} [session]',
  ])
  expect(model.setups.map(setup => setup.what)).toEqual(['cors'])
})

test('a guard of Passport guards what it stands before, its subclass lets through what is marked as public', async () => {
  const model = await readApp(
    {
      'src/main.ts': `import { NestFactory, Reflector, APP_GUARD } from '@nestjs/core'\nimport { Module, Controller, Post, SetMetadata, Injectable } from '@nestjs/common'\nimport { AuthGuard } from '@nestjs/passport'\nimport Stripe from 'stripe'
        const stripe = new Stripe('k')
        const Public = () => SetMetadata('public', true)
        @Injectable() class JwtGuard extends AuthGuard('jwt') {
          constructor(private reflector: Reflector) { super() }
          canActivate(context) { if (this.reflector.getAllAndOverride('public', [context.getHandler(), context.getClass()])) return true; return super.canActivate(context) }
        }
        @Controller() class C { @Public() @Post('a') a() { return stripe.refunds.create({}) } @Post('b') b() { return stripe.refunds.create({}) } }
        @Module({ controllers: [C], providers: [{ provide: APP_GUARD, useClass: JwtGuard }] }) class AppModule {}
        NestFactory.create(AppModule).then(app => app.listen(1))`,
    },
    { '@nestjs/core': '10.0.0' },
  )
  expect(model.routes.map(one => `${one.path} ${one.auth}`)).toEqual(['/a open', '/b session'])
})

test('middleware of a module stands before the routes that it names', async () => {
  const model = await readApp(
    {
      'src/main.ts': `import { NestFactory } from '@nestjs/core'\nimport { Module, Controller, Post, Get, RequestMethod } from '@nestjs/common'\nimport Stripe from 'stripe'
        const stripe = new Stripe('k')
        class KeyMiddleware { use(req, res, next) { if (req.headers['x-key'] !== process.env.KEY) return res.status(401).end(); next() } }
        @Controller('orders') class Orders { @Post('feed') feed() { return stripe.refunds.create({ a: 1 }) } @Post(':id') one() { return stripe.refunds.create({ a: 2 }) } }
        @Module({ controllers: [Orders] }) class AppModule { configure(consumer) { consumer.apply(KeyMiddleware).forRoutes({ path: 'orders/feed', method: RequestMethod.POST }) } }
        NestFactory.create(AppModule)`,
    },
    { '@nestjs/core': '10.0.0' },
  )
  expect(deeds(model)).toEqual(['send stripe refunds.create {a: 1} [secret]', 'send stripe refunds.create {a: 2}'])
})

const orders = (pipe: string, dto: string): Promise<AppModel> =>
  readApp(
    {
      'src/main.ts': `import { NestFactory } from '@nestjs/core'
import { Body, Controller, Module, Param, Put, ValidationPipe } from '@nestjs/common'
import { PartialType, OmitType, PickType, ApiHideProperty } from '@nestjs/swagger'
import { IsEnum, IsIn, IsInt, IsString } from 'class-validator'
import { DataSource } from 'typeorm'
class CreateDto { @IsInt() total: number; @IsString() note: string; @ApiHideProperty() by?: string; status: string }
${dto}
@Controller('orders')
class Orders {
  constructor(private readonly source: DataSource) {}
  @Put(':id') change(@Param('id') id: string, @Body() body: Dto) { return this.source.getRepository('orders').save({ id, ...body }) }
}
@Module({ controllers: [Orders] })
class AppModule {}
async function start() { const app = await NestFactory.create(AppModule); ${pipe}; await app.listen(3000) }
start()`,
    },
    { '@nestjs/core': '10.0.0' },
  )

test.each([
  [
    'class Dto extends PartialType(CreateDto) {}',
    '{id: params.id, total: body.total:class-validator signed number, note: body.note:class-validator}',
  ],
  [
    "class Dto extends PartialType(OmitType(CreateDto, ['note'])) { @IsInt() tax: number }",
    '{id: params.id, total: body.total:class-validator signed number, tax: body.tax:class-validator signed number}',
  ],
  [
    "enum Role { User = 'user', Admin = 'admin' }\nclass Dto { @IsEnum(Role) role: Role; @IsIn(['new', 'used']) state: string }",
    '{id: params.id, role: body.role:class-validator staff enum, state: body.state:class-validator enum}',
  ],
  ["class Dto extends PickType(CreateDto, ['note']) {}", '{id: params.id, note: body.note:class-validator}'],
  ['class Dto extends Somebodys {}', '{id: params.id, ...body:class-validator}'],
])('a pipe that drops what no DTO names: %s', async (dto, stored) => {
  const model = await orders('app.useGlobalPipes(new ValidationPipe({ whitelist: true }))', dto)
  expect(queriesOf(model)).toEqual([`update orders returning where id = params.id data ${stored}`])
})

test('a pipe that drops nothing lets fields through that no DTO names', async () => {
  const model = await orders('app.useGlobalPipes(new ValidationPipe())', 'class Dto extends PartialType(CreateDto) {}')
  expect(queriesOf(model)).toEqual([
    'update orders returning where id = params.id data {id: params.id, total: body.total:class-validator signed number, note: body.note:class-validator, ...body}',
  ])
})

test('fields that a DTO names and nobody checks are dropped with the rest', async () => {
  const model = await orders('app.useGlobalPipes(new ValidationPipe({ whitelist: true }))', 'class Dto extends CreateDto {}')
  expect(queriesOf(model).join()).not.toMatch(/status|by:/)
})

test('custom providers, models of a feature by name, and classes that name each other', async () => {
  const model = await readApp(
    {
      'src/main.ts': `import { NestFactory } from '@nestjs/core'\nimport { AppModule } from './app.module'\nasync function bootstrap() { const app = await NestFactory.create(AppModule); await app.listen(3000) }\nbootstrap()`,
      'src/app.module.ts': `import { Module } from '@nestjs/common'\nimport { MongooseModule } from '@nestjs/mongoose'\nimport { OrdersController, FindOrder } from './orders'\nimport { OrderStore, MongoOrders, OrderSchema } from './store'
        @Module({ imports: [MongooseModule.forFeature([{ name: 'Order', schema: OrderSchema }])], controllers: [OrdersController], providers: [FindOrder, { provide: OrderStore, useClass: MongoOrders }, { provide: 'CURRENCY', useValue: 'eur' }] })\nexport class AppModule {}`,
      'src/store.ts': `import { Injectable } from '@nestjs/common'\nimport { InjectModel } from '@nestjs/mongoose'\nimport { Schema } from 'mongoose'
        export const OrderSchema = new Schema({ total: Number, buyer: String })
        export abstract class OrderStore { abstract one(id: string): Promise<unknown> }
        @Injectable()\nexport class MongoOrders extends OrderStore { constructor(@InjectModel('Order') private readonly orders: Model) { super() } one(id: string) { return this.orders.findById(id).select('-buyer').exec() } }`,
      'src/orders.ts': `import { Controller, Get, Inject, Injectable, Param, forwardRef } from '@nestjs/common'\nimport { OrderStore } from './store'
        @Injectable()\nexport class FindOrder { constructor(@Inject(OrderStore) private readonly store: OrderStore) {} handle(id: string) { return this.store.one(id) } }
        @Controller('orders')\nexport class OrdersController { constructor(@Inject(forwardRef(() => FindOrder)) private readonly find: FindOrder) {} @Get(':id') one(@Param('id') id: string) { return this.find.handle(id) } }`,
    },
    { '@nestjs/core': '10.0.0' },
  )
  expect(queriesOf(model)).toEqual(['read Order(_id, total) one where _id = params.id'])
})

const SHOP = (more: Record<string, string> = {}) =>
  readApp(
    {
      'src/main.ts': `import { NestFactory } from '@nestjs/core'\nimport { AppModule } from './app.module'\nasync function bootstrap() { const app = await NestFactory.create(AppModule); app.setGlobalPrefix('api'); await app.listen(3000) }\nbootstrap()`,
      'src/app.module.ts': `import { Module } from '@nestjs/common'\nimport { OrdersResolver } from './orders.resolver'\n@Module({ providers: [OrdersResolver] })\nexport class AppModule {}`,
      'src/orders.resolver.ts': `import { ExecutionContext, Injectable, UseGuards, createParamDecorator } from '@nestjs/common'\nimport { Args, Context, Field, GqlExecutionContext, InputType, Mutation, Query, Resolver } from '@nestjs/graphql'\nimport { AuthGuard } from '@nestjs/passport'\nimport mongoose from 'mongoose'
        const Order = mongoose.model('Order', new mongoose.Schema({ total: Number, note: String, buyer: String }))
        @Injectable() class JwtGuard extends AuthGuard('jwt') { getRequest(context: ExecutionContext) { return GqlExecutionContext.create(context).getContext().req } }
        const Buyer = createParamDecorator((data, context: ExecutionContext) => GqlExecutionContext.create(context).getContext().req.user)
        @InputType() class OrderInput { @Field() total: number; @Field({ nullable: true }) note?: string }
        @Resolver(() => Order)
        export class OrdersResolver {
          @Query(() => Order, { name: 'order' }) one(@Args('id') id: string) { return Order.findById(id) }
          @UseGuards(JwtGuard) @Mutation(() => Order) createOrder(@Args('input') input: OrderInput, @Buyer() buyer) { return Order.create({ ...input, buyer: buyer.id }) }
          @UseGuards(JwtGuard) @Mutation('drop') remove(@Args() args, @Context() context) { return Order.deleteOne({ _id: args.id, buyer: context.req.user.id }) }
          helper() { return 1 }
        }`,
      ...more,
    },
    { '@nestjs/core': '10.0.0' },
  )

test('resolvers of GraphQL: each query and mutation is a door behind its guards', async () => {
  const model = await SHOP()
  expect(model.routes.map(one => `${one.kind} ${one.path} ${one.auth}`)).toEqual([
    'rpc /graphql/?order open',
    'rpc /graphql/?createOrder session',
    'rpc /graphql/?drop owner',
  ])
  expect(queriesOf(model)).toEqual([
    'read Order one where _id = body.id',
    'create Order returning data {total: body.input.total:class-validator, note: body.input.note:class-validator, buyer: session.id}',
    'delete Order where _id = body.id & buyer = session.id',
  ])
})

test('what of a row leaves the server is what the schema names', async () => {
  const answers = async (more?: Record<string, string>) => {
    const { effects } = (await SHOP(more)).routes[0]!
    return effects.flatMap(effect => (effect.kind === 'respond' ? [spell(effect.body!)] : []))
  }
  expect(await answers({ 'src/schema.gql': 'type Order { total: Float }\ntype Query { order(id: ID!): Order }' })).toEqual([
    '{total: row(Order).total}',
  ])
  expect(await answers()).toEqual(['?'])
})

test('a guard above a guard, in REST and in GraphQL, with roles by a decorator that Nest made', async () => {
  const model = await readApp(
    {
      'src/main.ts': `import { NestFactory } from '@nestjs/core'\nimport { AppModule } from './app.module'\nasync function bootstrap() { const app = await NestFactory.create(AppModule); await app.listen(3000) }\nbootstrap()`,
      'src/app.module.ts': `import { Module } from '@nestjs/common'\nimport { Orders, OrdersResolver } from './orders'\n@Module({ controllers: [Orders], providers: [OrdersResolver] })\nexport class AppModule {}`,
      'src/guards.ts': `import { ExecutionContext, ForbiddenException, Injectable, UnauthorizedException } from '@nestjs/common'\nimport { Reflector } from '@nestjs/core'\nimport { GqlExecutionContext } from '@nestjs/graphql'\nimport { AuthGuard } from '@nestjs/passport'
        export const Roles = Reflector.createDecorator<string[]>()
        const requestOf = (context: ExecutionContext) => { switch (context.getType()) { case 'http': return context.switchToHttp().getRequest(); case 'graphql': return GqlExecutionContext.create(context).getContext().req; default: throw new UnauthorizedException() } }
        @Injectable() export class TokenGuard extends AuthGuard('jwt') { getRequest(context) { return requestOf(context) } }
        @Injectable() export class RoleGuard extends TokenGuard {
          constructor(private readonly reflector: Reflector) { super() }
          async canActivate(context: ExecutionContext) { if (!(await super.canActivate(context))) return false; return this.hasRole(context) }
          hasRole(context: ExecutionContext) {
            const wanted = this.reflector.get(Roles, context.getHandler())
            if (!wanted) return true
            if (!requestOf(context).user.roles.some(role => wanted.includes(role))) throw new ForbiddenException()
            return true
          }
        }`,
      'src/orders.ts': `import { Controller, Post, UseGuards } from '@nestjs/common'\nimport { Args, Mutation, Resolver } from '@nestjs/graphql'\nimport mongoose from 'mongoose'\nimport { RoleGuard, Roles } from './guards'
        const Order = mongoose.model('Order', new mongoose.Schema({ total: Number }))
        @Controller('orders') @UseGuards(RoleGuard) export class Orders { @Post('mine') mine() { return Order.create({ total: 1 }) } @Roles(['manager']) @Post('all') all() { return Order.deleteMany({}) } }
        @Resolver() @UseGuards(RoleGuard) export class OrdersResolver { @Mutation(() => Boolean) @Roles(['manager']) drop(@Args('id') id: string) { return Order.deleteOne({ _id: id }) } }`,
    },
    { '@nestjs/core': '10.0.0' },
  )
  expect(model.routes.map(one => `${one.path} ${one.auth}`)).toEqual(['/orders/mine session', '/orders/all role', '/graphql/?drop role'])
})
