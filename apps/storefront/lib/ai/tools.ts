import type OpenAI from "openai";
import { z } from "zod";
import type { User } from "@prisma/client";
import { prisma } from "@/lib/db";
import { stripe } from "@/lib/stripe";

export const supportTools: OpenAI.Chat.Completions.ChatCompletionTool[] = [
  {
    type: "function",
    function: {
      name: "list_my_orders",
      description: "Lists the latest orders of the customer in the chat",
      parameters: { type: "object", properties: {} },
    },
  },
  {
    type: "function",
    function: {
      name: "get_order",
      description: "Looks up one order with its items and shipping address",
      parameters: {
        type: "object",
        properties: { orderNumber: { type: "number" } },
        required: ["orderNumber"],
      },
    },
  },
  {
    type: "function",
    function: {
      name: "refund_order",
      description: "Refunds an order in full to the original payment method",
      parameters: {
        type: "object",
        properties: { orderNumber: { type: "number" } },
        required: ["orderNumber"],
      },
    },
  },
  {
    type: "function",
    function: {
      name: "open_ticket",
      description: "Opens a support ticket for the customer in the chat",
      parameters: {
        type: "object",
        properties: { subject: { type: "string" }, message: { type: "string" } },
        required: ["subject", "message"],
      },
    },
  },
];

const orderArgs = z.object({ orderNumber: z.number().int() });
const ticketArgs = z.object({ subject: z.string().max(120), message: z.string().max(5000) });

async function listMyOrders(user: User) {
  return prisma.order.findMany({
    where: { userId: user.id },
    orderBy: { createdAt: "desc" },
    take: 5,
    select: { number: true, status: true, totalCents: true, createdAt: true },
  });
}

async function getOrder(args: unknown) {
  const { orderNumber } = orderArgs.parse(args);
  return prisma.order.findUnique({
    where: { number: orderNumber },
    include: { items: true, shippingAddress: true },
  });
}

async function refundOrder(args: unknown) {
  const { orderNumber } = orderArgs.parse(args);
  const order = await prisma.order.findUnique({ where: { number: orderNumber } });
  if (!order?.stripePaymentIntentId || order.status === "REFUNDED") {
    return { error: "This order can't be refunded" };
  }
  await stripe.refunds.create(
    { payment_intent: order.stripePaymentIntentId },
    { idempotencyKey: `refund-${order.id}` },
  );
  await prisma.order.update({ where: { id: order.id }, data: { status: "REFUNDED" } });
  return { refunded: true };
}

async function openTicket(args: unknown, user: User) {
  const { subject, message } = ticketArgs.parse(args);
  const ticket = await prisma.supportTicket.create({ data: { userId: user.id, subject, message } });
  return { ticketId: ticket.id };
}

/** Runs a tool on behalf of the logged-in customer. */
export async function runSupportTool(name: string, args: unknown, user: User) {
  switch (name) {
    case "list_my_orders":
      return listMyOrders(user);
    case "get_order":
      return getOrder(args);
    case "refund_order":
      return refundOrder(args);
    case "open_ticket":
      return openTicket(args, user);
    default:
      return { error: "Unknown tool" };
  }
}
