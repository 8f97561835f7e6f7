import { prisma } from "@/lib/db";

// Downloads the latest customers as CSV for the newsletter tool
export async function GET() {
  const users = await prisma.user.findMany({
    select: { name: true, email: true, phone: true, membership: true, createdAt: true },
    orderBy: { createdAt: "desc" },
    take: 5000,
  });

  const rows = users.map((user) =>
    [user.name, user.email, user.phone ?? "", user.membership, user.createdAt.toISOString()]
      .map((value) => `"${value.replaceAll('"', '""')}"`)
      .join(","),
  );
  const csv = ["name,email,phone,membership,createdAt", ...rows].join("\n");

  return new Response(csv, {
    headers: {
      "Content-Type": "text/csv",
      "Content-Disposition": 'attachment; filename="customers.csv"',
    },
  });
}
