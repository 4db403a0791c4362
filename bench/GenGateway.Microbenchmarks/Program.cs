using GenGateway.Microbenchmarks;

switch (args)
{
    case ["lab-host", var home]:
        await LabHost.RunAsync(home);
        return 0;
    case [] or ["all"] or ["lanes"]:
        await FastLane.RunAsync();
        return 0;
    case ["parts"]:
        Parts.Run();
        return 0;
    case ["types"]:
        await FastLane.TypesAsync();
        return 0;
    default:
        Console.Error.WriteLine("modes: lanes (default), parts, types, lab-host HOME");
        return 2;
}
