#!/bin/sh
# Runs two instances with Redis, PostgreSQL, and nginx on this machine, without containers, until Ctrl+C.
# Debian: apt-get install redis-server postgresql nginx. Not as root, because PostgreSQL does not run as root.
set -eu
cd "$(dirname "$0")/.."
export PATH="$PATH:/usr/sbin:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)"
dotnet build StockTicker.Web -c Release -v q
folder=$(mktemp -d)
processes=
trap 'kill $processes 2>/dev/null; wait; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

redis-server --port 6390 --bind 127.0.0.1 --dir "$folder" --appendonly yes --save "" > "$folder/redis.log" &
processes="$processes $!"
initdb -D "$folder/postgres" -U stockticker --auth=trust -E UTF8 --locale=C > /dev/null
postgres -D "$folder/postgres" -p 5440 -c listen_addresses=127.0.0.1 -c unix_socket_directories= 2> "$folder/postgres.log" &
processes="$processes $!"
until createdb -h 127.0.0.1 -p 5440 -U stockticker stockticker 2> /dev/null; do
  kill -0 $! 2> /dev/null || { cat "$folder/postgres.log"; exit 1; }
  sleep 0.2
done

key=$(head -c 32 /dev/urandom | base64)
for port in 5001 5002; do
  ASPNETCORE_ENVIRONMENT=Development dotnet StockTicker.Web/bin/Release/net10.0/StockTicker.Web.dll --urls "http://127.0.0.1:$port" \
    --ScaleOut:Redis=127.0.0.1:6390 --ScaleOut:Name="instance-$port" \
    "--ConnectionStrings:StockTicker=Host=127.0.0.1;Port=5440;Database=stockticker;Username=stockticker" \
    --Authentication:Schemes:Bearer:ValidIssuer=local --Authentication:Schemes:Bearer:ValidAudience=stockticker \
    --Authentication:Schemes:Bearer:SigningKeys:0:Issuer=local "--Authentication:Schemes:Bearer:SigningKeys:0:Value=$key" &
  processes="$processes $!"
done

cat > "$folder/nginx.conf" <<END
daemon off;
pid $folder/nginx.pid;
events { }
http {
  access_log off;
  client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi;
  uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
  upstream stockticker { server 127.0.0.1:5001; server 127.0.0.1:5002; }
  server {
    listen 127.0.0.1:5000;
    location / {
      proxy_pass http://stockticker; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host \$http_host;
    }
  }
}
END
nginx -p "$folder" -c "$folder/nginx.conf" -e "$folder/nginx.log" &
processes="$processes $!"
echo "http://127.0.0.1:5000 is served by two instances, http://127.0.0.1:5001 and http://127.0.0.1:5002."
wait
