import { redirect } from "next/navigation";
import { AvatarForm } from "@/components/avatar-form";
import { PlusButton } from "@/components/plus-button";
import { ProfileForm } from "@/components/profile-form";
import { getCurrentUser } from "@/lib/auth";
import { prisma } from "@/lib/db";
import { formatPrice } from "@/lib/format";
import { redeemGiftCard } from "./actions";

export default async function AccountPage() {
  const user = await getCurrentUser();
  if (!user) redirect("/login?next=/account");

  const addresses = await prisma.address.findMany({ where: { userId: user.id }, take: 20 });

  return (
    <>
      <h1>Hi {user.name}</h1>
      <p>Store credit: {formatPrice(user.storeCreditCents)}</p>
      <form action={redeemGiftCard} className="stack">
        <input name="code" placeholder="Gift card code" required minLength={8} />
        <button className="button ghost">Redeem</button>
      </form>
      <h2>Profile</h2>
      <ProfileForm name={user.name} phone={user.phone ?? ""} />
      <AvatarForm avatarUrl={user.avatarUrl} />
      <h2>Juniper Plus</h2>
      <PlusButton active={user.membership === "PLUS"} />
      <h2>Addresses</h2>
      <ul>
        {addresses.map((address) => (
          <li key={address.id}>
            {address.label}: {address.line1}, {address.postalCode} {address.city}
          </li>
        ))}
      </ul>
    </>
  );
}
