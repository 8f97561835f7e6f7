"use client";

export function PlusButton({ active }: { active: boolean }) {
  async function toggle() {
    const res = await fetch("/api/account/plus", { method: active ? "DELETE" : "POST" });
    const data = await res.json();
    window.location.href = data.url ?? "/account";
  }

  return (
    <button className="button" onClick={toggle}>
      {active ? "Cancel membership" : "Join Juniper Plus for $9 a month"}
    </button>
  );
}
