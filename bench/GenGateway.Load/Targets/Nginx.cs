using System.Net;
using GenGateway.Load.Drive;

namespace GenGateway.Load.Targets;

/// <summary>nginx as a plain proxy: a worker per core, connections to the upstream kept, no log.</summary>
internal static class Nginx
{
    public static (ServerProcess Process, Target Target) Start(Workplace place, IPEndPoint upstream)
    {
        var home = place.Folder("nginx");
        var endpoint = Loopback.FreePort();
        var file = Path.Combine(home, "nginx.conf");
        File.WriteAllText(file, $$"""
            worker_processes {{Environment.ProcessorCount}};
            daemon off;
            pid {{home}}/nginx.pid;
            error_log {{home}}/error.log warn;
            events { worker_connections 4096; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              client_body_temp_path {{home}}/body;
              proxy_temp_path {{home}}/proxy;
              fastcgi_temp_path {{home}}/fastcgi;
              uwsgi_temp_path {{home}}/uwsgi;
              scgi_temp_path {{home}}/scgi;
              client_max_body_size 64m;
              upstream mock { server {{upstream}}; keepalive 2048; keepalive_requests 1000000000; }
              server {
                listen {{endpoint}};
                location / {
                  proxy_pass http://mock;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                }
              }
            }
            """);
        var process = ServerProcess.Start("nginx", ["-p", home, "-c", file], home, endpoint, RequestForm.Chat(stream: false));
        var workers = ProcessMeter.Children(process.Id);
        return (process, new Target("nginx, plain proxy", endpoint, [process.Id, .. workers]) { StartMilliseconds = process.StartMilliseconds });
    }
}
