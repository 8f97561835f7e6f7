"use server";

import { randomUUID } from "node:crypto";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { prisma } from "@/lib/db";
import { requireUser } from "@/lib/auth";
import { notifyWarehouse } from "@/lib/inventory";
import { saveUpload } from "@/lib/uploads";

const PHOTO_TYPES: Record<string, string> = {
  "image/jpeg": ".jpg",
  "image/png": ".png",
  "image/webp": ".webp",
};
const MAX_PHOTO_BYTES = 4 * 1024 * 1024;

const reviewSchema = z.object({
  productId: z.string().min(1),
  userId: z.string().min(1),
  slug: z.string().min(1),
  rating: z.coerce.number().int().min(1).max(5),
  body: z.string().min(3).max(3000),
});

async function savePhoto(photo: File) {
  const extension = PHOTO_TYPES[photo.type];
  if (!extension || photo.size > MAX_PHOTO_BYTES) return null;

  return saveUpload(`${randomUUID()}${extension}`, await photo.arrayBuffer());
}

export async function submitReview(formData: FormData) {
  await requireUser();

  const { productId, userId, slug, rating, body } = reviewSchema.parse({
    productId: formData.get("productId"),
    userId: formData.get("userId"),
    slug: formData.get("slug"),
    rating: formData.get("rating"),
    body: formData.get("body"),
  });
  const photo = formData.get("photo");
  const photoUrl = photo instanceof File && photo.size > 0 ? await savePhoto(photo) : null;

  await prisma.review.create({ data: { productId, userId, rating, body, photoUrl } });
  revalidatePath(`/products/${slug}`);
}

// The button is only shown to admins
export async function deleteReview(reviewId: string, slug: string) {
  const id = z.cuid().parse(reviewId);
  await prisma.review.delete({ where: { id } });
  revalidatePath(`/products/${z.string().parse(slug)}`);
}

// Inline stock editor for the store team
export async function setProductStock(formData: FormData) {
  await requireUser();
  const productId = formData.get("productId") as string;
  const stock = Number(formData.get("stock"));

  const product = await prisma.product.update({ where: { id: productId }, data: { stock } });
  await notifyWarehouse(product.slug, product.stock);
  revalidatePath(`/products/${product.slug}`);
}
