using GenGateway.Load;
using GenGateway.Load.Engine;
using GenGateway.Load.Lab;
using GenGateway.Load.Modes;
using GenGateway.Load.Pictures;
using GenGateway.Load.Records;
using GenGateway.Load.Soak;

if (args is not [var mode, .. var rest])
{
    Console.Error.WriteLine("modes: upstream, drive, serve, run, records, kill, inline-lab, soak, engine, pictures; README.md beside the project says what each does.");
    return 2;
}

var arguments = new Arguments(rest);
switch (mode)
{
    case "upstream":
        return UpstreamMode.Run(arguments);
    case "drive":
        return DriveMode.Run(arguments);
    case "run":
        using (var run = new RunMode(arguments))
            return run.Run();
    case "serve":
        return await ServeMode.RunAsync(arguments);
    case "records":
        return RecordsMode.Run(arguments);
    case "kill":
        return KillMode.Run(arguments);
    case "soak":
        return await SoakMode.RunAsync(arguments);
    case "inline-lab":
        return await new InlineLab(arguments).RunAsync();
    case "pictures":
        return await new PicturesMode(arguments).RunAsync();
    case "engine":
        return await EngineMode.RunAsync(arguments);
    default:
        Console.Error.WriteLine($"There is no mode {mode}.");
        return 2;
}
