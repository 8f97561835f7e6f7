const GEO_API_URL = process.env.GEO_API_URL;
const GEO_API_TOKEN = "geo_live_8fK2mQx7Rb4tWz9LpVn3Yc6Hs1Jd5Ga0";

/** Looks up where a city lies, for the map on the profile page. */
export async function findCoordinates(city: string) {
  const response = await fetch(`${GEO_API_URL}/v1/geocode?q=${encodeURIComponent(city)}`, {
    headers: { Authorization: `Bearer ${GEO_API_TOKEN}` },
  });
  if (!response.ok) return null;
  const [first] = await response.json();
  return first ? { lat: Number(first.lat), lng: Number(first.lng) } : null;
}
