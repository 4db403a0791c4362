using System.Collections;
using System.Net.Sockets;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Recording;
using GenGateway.Server;
using GenGateway.Server.CommandLine;
using GenGateway.Server.Logs;
using GenGateway.Server.Reloading;
using GenGateway.Storage;

var clock = TimeProvider.System;

// 1. What is configured, and whether it may start.
var workingDirectory = Directory.GetCurrentDirectory();
var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");
var sources = new ConfigurationSources(workingDirectory, environment, args);
if (Commands.Concern(args))
    return Commands.Invoke(sources, clock, Console.Out, Console.Error);
var (config, loaded, exitCode) = Startup.Configure(sources, clock, Console.Error);
if (config is null)
    return exitCode;

// Before the first socket: the framework looks once.
InlineIo.Prepare(config.Server);
if (!TlsCertificate.Load(config, workingDirectory).TryGet(out var certificate, out var refusal) && refusal is not null)
    return Startup.Refuse(refusal, Console.Error);

// 2. The log, the parts, the web application around them.
await using var output = Console.OpenStandardOutput();
if (!LogOutputs.Open(config.Logging.Outputs, output, workingDirectory).TryGet(out var outputs, out refusal))
    return Startup.Refuse(refusal, Console.Error);
var log = new LogPump(outputs, config.Logging, clock);
WebApplication built;
try
{
    built = GatewayApp.Build(
        config,
        log,
        clock,
        loggers => Composition.Create(config, loaded.Environment, workingDirectory, loggers, clock),
        (state, loggers) => new ConfigurationReloader(sources, loaded, state, loggers.CreateLogger<ConfigurationReloader>(), clock),
        certificate);
}
catch (Exception refused) when (refused is StoreRefusedException or JournalException)
{
    return Startup.Refuse(new Failure(FailureKind.StoreUnavailable, refused.Message), Console.Error);
}

await using var app = built;

// 3. Listen.
try
{
    await app.StartAsync();
}
catch (Exception thrown) when (thrown is IOException or SocketException)
{
    string[] addresses = [$"{config.Server.Host}:{config.Server.Port}", .. config.Listeners.Select(static listener => listener.Url.GetLeftPart(UriPartial.Authority))];
    Console.Error.WriteLine($"gengateway does not start: {string.Join(" or ", addresses)} cannot be listened on ({thrown.Message}). Set server.host and server.port (and listeners), or stop what listens there.");
    return 1;
}

var parts = app.Services.GetRequiredService<GatewayParts>();
Startup.Greet(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("GenGateway"), app.Urls, parts.Catalogue.Backends, parts.Keys.Asks, Startup.Together(loaded.Warnings, parts.State.UnservedDefaults()));

// 4. Serve until SIGTERM or Ctrl+C; Drain stops in order.
await app.WaitForShutdownAsync();
return 0;
