import type { NextRequest } from "next/server";
import type { User } from "@prisma/client";
import { requireRole, requireUser } from "@/lib/auth";
import { handleError } from "@/lib/api-error";

type RouteContext = { params: Promise<any> };
type AuthedHandler = (
  req: NextRequest,
  ctx: { user: User; params: Promise<any> },
) => Promise<Response>;

/** Wraps a route handler so that only logged-in users can call it. */
export function withAuth(handler: AuthedHandler) {
  return async (req: NextRequest, { params }: RouteContext) => {
    try {
      const user = await requireUser();
      return await handler(req, { user, params });
    } catch (error) {
      return handleError(error);
    }
  };
}

/** Wraps a route handler so that only admins can call it. */
export function withAdmin(handler: AuthedHandler) {
  return async (req: NextRequest, { params }: RouteContext) => {
    try {
      const user = await requireRole("ADMIN");
      return await handler(req, { user, params });
    } catch (error) {
      return handleError(error);
    }
  };
}
