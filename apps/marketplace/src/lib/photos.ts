import { supabase } from "@/integrations/supabase/client";

const ACCEPTED = ["image/jpeg", "image/png", "image/webp"];

export async function uploadPhoto(bucket: "listing-photos" | "avatars", userId: string, file: File) {
  if (!ACCEPTED.includes(file.type)) throw new Error("Please choose a JPEG, PNG or WebP image");
  if (file.size > 5 * 1024 * 1024) throw new Error("Images may be 5 MB at most");
  const path = `${userId}/${crypto.randomUUID()}.${file.type.split("/")[1]}`;
  const { error } = await supabase.storage.from(bucket).upload(path, file, { contentType: file.type });
  if (error) throw error;
  return supabase.storage.from(bucket).getPublicUrl(path).data.publicUrl;
}
