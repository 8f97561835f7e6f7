import { randomBytes } from "node:crypto";
import type { Prisma, User } from "@prisma/client";
import { prisma } from "@/lib/db";
import { ApiError } from "@/lib/api-error";
import { assertOwnerOrStaff } from "@/lib/permissions";

export function newTrackingToken() {
  return randomBytes(24).toString("base64url");
}

/** Loads an order that the given user is allowed to see. */
export async function getOrderForUser(orderId: string, user: User) {
  const order = await prisma.order.findUnique({
    where: { id: orderId },
    include: { items: { include: { product: true } } },
  });
  if (!order) throw new ApiError(404, "Order not found");
  assertOwnerOrStaff(order, user);
  return order;
}

/** Puts the items of an order back on the shelf. */
export function restockOrder(tx: Prisma.TransactionClient, orderId: string) {
  return tx.$executeRaw`
    UPDATE products SET stock = products.stock + order_items.quantity
    FROM order_items
    WHERE order_items."productId" = products.id AND order_items."orderId" = ${orderId}`;
}

/** Takes the items of an order off the shelf. */
export function takeStock(tx: Prisma.TransactionClient, orderId: string) {
  return tx.$executeRaw`
    UPDATE products SET stock = GREATEST(products.stock - order_items.quantity, 0)
    FROM order_items
    WHERE order_items."productId" = products.id AND order_items."orderId" = ${orderId}`;
}
