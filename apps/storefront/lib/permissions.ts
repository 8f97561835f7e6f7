import type { User } from "@prisma/client";
import { ApiError } from "@/lib/api-error";

/** Customers can only touch what belongs to them, staff can touch everything. */
export function assertOwnerOrStaff(resource: { userId: string }, user: User) {
  if (resource.userId === user.id) return;
  if (user.role === "STAFF" || user.role === "ADMIN") return;
  throw new ApiError(404, "Not found");
}
