import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError, handleError } from "@/lib/api-error";

async function getCarrierStatus(trackingNumber: string) {
  const number = encodeURIComponent(trackingNumber);
  const res = await fetch(`https://api.parcelpilot.example/v1/trackers/${number}`).catch(() => null);
  if (!res?.ok) return null;
  const tracker: { status?: string } = await res.json();
  return tracker.status ?? null;
}

/** Tracking page from the confirmation email. The token is the key, no login needed. */
export async function GET(_req: Request, { params }: { params: Promise<{ token: string }> }) {
  try {
    const { token } = await params;
    const order = await prisma.order.findUnique({
      where: { trackingToken: token },
      select: { number: true, status: true, trackingNumber: true },
    });
    if (!order) throw new ApiError(404, "Order not found");

    const carrier = order.trackingNumber ? await getCarrierStatus(order.trackingNumber) : null;
    return NextResponse.json({ number: order.number, status: order.status, carrier });
  } catch (error) {
    return handleError(error);
  }
}
