using System.Collections;
using System.Net.Sockets;
using GenGateway.Configuration;
using GenGateway.Server;
using GenGateway.Server.CommandLine;
using GenGateway.Server.Logs;
using GenGateway.Server.Reloading;

var clock = TimeProvider.System;

// 1. What is configured, and whether it may start.
var workingDirectory = Directory.GetCurrentDirectory();
var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");
var sources = new ConfigurationSources(workingDirectory, environment, args);
if (Commands.Concern(args))
    return Commands.Invoke(sources, Console.Out, Console.Error);
var (config, loaded, exitCode) = Startup.Configure(sources, Console.Error);
if (config is null)
    return exitCode;

// 2. The log, the parts, the web application around them.
await using var output = Console.OpenStandardOutput();
var log = new LogPump(output, config.Logging, clock);
await using var app = GatewayApp.Build(
    config,
    log,
    clock,
    loggers => Composition.Create(config, loaded.Environment, workingDirectory, loggers, clock),
    (state, loggers) => new ConfigurationReloader(sources, loaded, state, loggers.CreateLogger<ConfigurationReloader>(), clock));

// 3. Listen.
try
{
    await app.StartAsync();
}
catch (Exception thrown) when (thrown is IOException or SocketException)
{
    Console.Error.WriteLine($"gengateway does not start: {config.Server.Host}:{config.Server.Port} cannot be listened on ({thrown.Message}). Set server.host and server.port, or stop what listens there.");
    return 1;
}

var parts = app.Services.GetRequiredService<GatewayParts>();
Startup.Greet(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("GenGateway"), app.Urls, parts.Catalogue.Backends, config.Auth, loaded.Warnings);

// 4. Serve until SIGTERM or Ctrl+C; Drain stops in order.
await app.WaitForShutdownAsync();
return 0;
