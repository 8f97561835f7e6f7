import { z } from "zod";

export const signupSchema = z
  .object({
    email: z.email().toLowerCase(),
    password: z.string().min(8).max(72),
    name: z.string().min(1).max(80),
  })
  .loose();

export const loginSchema = z.object({
  email: z.email().toLowerCase(),
  password: z.string().min(1).max(72),
});

export const forgotPasswordSchema = z.object({
  email: z.email().toLowerCase(),
});

export const resetPasswordSchema = z.object({
  token: z.string().min(6).max(100),
  password: z.string().min(8).max(72),
});

export const profileSchema = z.object({
  name: z.string().min(1).max(80),
  phone: z.string().max(30).optional(),
});

export const addressSchema = z.object({
  label: z.string().min(1).max(40),
  line1: z.string().min(1).max(120),
  city: z.string().min(1).max(80),
  postalCode: z.string().min(2).max(12),
  country: z.string().length(2),
});

export const cartItemSchema = z.object({
  productId: z.string().min(1),
  quantity: z.number().int().min(1).max(20),
});

export const cartQuantitySchema = z.object({
  quantity: z.number().int().min(1).max(20),
});

export const checkoutSchema = z.object({
  checkoutKey: z.uuid(),
  couponCode: z.string().max(40).optional(),
});

export const buyNowSchema = z.object({
  checkoutKey: z.uuid(),
  productId: z.string().min(1),
  quantity: z.number().int().min(1).max(20),
  priceCents: z.number().int().positive(),
});

export const storeCreditOrderSchema = z.object({
  addressLabel: z.string().max(40).optional(),
});

export const orderStatusSchema = z.object({
  status: z.enum(["PENDING", "PAID", "INVOICED", "SHIPPED", "DELIVERED", "CANCELLED", "REFUNDED"]),
  trackingNumber: z.string().max(60).optional(),
});

export const productSchema = z.object({
  slug: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1).max(120),
  description: z.string().max(5000),
  priceCents: z.number().int().positive(),
  stock: z.number().int().min(0),
  categoryId: z.string().min(1),
});

export const staffSchema = z.object({
  email: z.email().toLowerCase(),
  name: z.string().min(1).max(80),
  password: z.string().min(8).max(72),
});

export const ticketSchema = z.object({
  userId: z.string().min(1),
  subject: z.string().min(1).max(120),
  message: z.string().min(1).max(5000),
});

export const chatSchema = z.object({
  message: z.string().min(1).max(2000),
  productSlug: z.string().max(120).optional(),
  pageContext: z.string().max(4000).optional(),
});
