import { NextResponse } from "next/server";
import { z } from "zod";
import { prisma } from "@/lib/db";
import { handleError } from "@/lib/api-error";
import { parseBody } from "@/lib/validate";

const shipmentSchema = z.object({
  tracking_number: z.string().min(1).max(60),
  status: z.enum(["in_transit", "delivered"]),
});

// Called by ParcelPilot whenever a parcel moves
export async function POST(req: Request) {
  try {
    const { tracking_number, status } = await parseBody(req, shipmentSchema);

    await prisma.order.updateMany({
      where: { trackingNumber: tracking_number },
      data: { status: status === "delivered" ? "DELIVERED" : "SHIPPED" },
    });

    return NextResponse.json({ ok: true });
  } catch (error) {
    return handleError(error);
  }
}
