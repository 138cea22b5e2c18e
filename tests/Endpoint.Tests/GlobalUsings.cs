global using DynamoBackup.Engine;
global using DynamoBackup.Engine.Outcomes;
global using DynamoBackup.Engine.Requests;
global using DynamoBackup.Engine.Service;
global using DynamoBackup.Simulation;
